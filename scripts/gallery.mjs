// npm run gallery [-- --update]: every figure from the recorded runs on one page, outputs/gallery/index.html, and each as SVG and PNG
// beside it. Says which figures differ from their golden files in tests/gallery/; --update makes those anew.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { galleryFigures } from "./gallery/figures.mjs";
import { goldenText } from "./gallery/golden.mjs";
import { galleryPage } from "./gallery/page.mjs";
import { root, shown } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";

const words = process.argv.slice(2);
const unknown = words.find((word) => word !== "--update");
if (unknown !== undefined) {
  console.error(`expected nothing or --update, got ${unknown}`);
  process.exit(2);
}
await setUpOrExit();
const folder = join(root, "outputs", "gallery");
const goldens = join(root, "tests", "gallery");
const figures = await galleryFigures();
await writePage();
for (const line of compareGoldens()) console.log(line);
console.log(`${figures.length} figures: ${shown(join(folder, "index.html"))}`);

async function writePage() {
  const {
    figures: { renderPng, renderSvg },
  } = await import(pathToFileURL(join(root, "lib", "dist", "index.js")).href);
  mkdirSync(folder, { recursive: true });
  const drawn = [];
  for (const one of figures) {
    const svg = await renderSvg(one.figure);
    const png = await renderPng(one.figure, { scale: 2 });
    writeFileSync(join(folder, `${one.name}.svg`), svg);
    writeFileSync(join(folder, `${one.name}.png`), png);
    drawn.push({ ...one, svg, png });
  }
  writeFileSync(join(folder, "index.html"), await galleryPage(drawn));
}

/** What differs from the golden files, in words; with --update they are written anew, and those of no figure are removed. */
function compareGoldens() {
  const isUpdate = words.includes("--update");
  mkdirSync(goldens, { recursive: true });
  const names = new Set(figures.map(({ name }) => `${name}.json`));
  const left = readdirSync(goldens).filter((file) => !names.has(file));
  if (isUpdate) for (const file of left) rmSync(join(goldens, file));
  const changed = figures.flatMap(({ name, figure }) => {
    const file = join(goldens, `${name}.json`);
    const text = goldenText(figure);
    if (existsSync(file) && readFileSync(file, "utf8") === text) return [];
    if (isUpdate) writeFileSync(file, text);
    return [
      isUpdate ? `written: ${shown(file)}` : `differs: ${shown(file)} (npm run gallery -- --update takes it over)`,
    ];
  });
  return [...changed, ...left.map((file) => `${isUpdate ? "removed" : "belongs to no figure"}: ${file}`)];
}
