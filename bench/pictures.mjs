// How long a picture takes without a browser: the first one (which loads its parts), then each figure of the gallery as SVG and PNG,
// beside the time that the same work takes in one pass over all of them. Prints a Markdown table. node bench/pictures.mjs [rounds]
import { performance } from "node:perf_hooks";
import { galleryFigures } from "../scripts/gallery/figures.mjs";

const rounds = Number(process.argv[2] ?? 5);
const { renderPng, renderSvg, quantile } = await import("../lib/dist/index.js");
const figures = await galleryFigures();

async function timeMs(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

const firstMs = await timeMs(() => renderPng(figures[0].figure));
const rows = [];
for (const { name, figure } of figures) {
  const times = { svg: [], screen: [], print: [] };
  for (let i = 0; i < rounds; i++) {
    times.svg.push(await timeMs(() => renderSvg(figure)));
    times.screen.push(await timeMs(() => renderPng(figure)));
    times.print.push(await timeMs(() => renderPng(figure, { dotsPerInch: 300 })));
  }
  rows.push({ name, ...times });
}
const median = (values) => quantile(values, 0.5).toFixed(0);
const longest = (values) => Math.max(...values).toFixed(0);
console.log(
  `First PNG, parts loaded with it: ${firstMs.toFixed(0)} ms. Then, median and longest of ${rounds} in ms:\n`,
);
console.log("| figure | SVG | PNG | PNG, 300 dpi |\n| --- | ---: | ---: | ---: |");
for (const { name, svg, screen, print } of rows)
  console.log(
    `| ${name} | ${median(svg)} (${longest(svg)}) | ${median(screen)} (${longest(screen)}) | ${median(print)} (${longest(print)}) |`,
  );
const over = rows.filter(({ screen }) => quantile(screen, 0.5) > 300).length;
console.log(`\nPNG over 300 ms in the median: ${over} of ${rows.length} figures.`);
