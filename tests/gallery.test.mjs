import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { galleryFigures } from "../scripts/gallery/figures.mjs";
import { goldenOf } from "../scripts/gallery/golden.mjs";
import { root } from "../scripts/setup/paths.mjs";

const folder = join(root, "tests", "gallery");
const figures = await galleryFigures();

test("every figure of the gallery has its golden file, and every golden file its figure", () => {
  const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
  assert.deepEqual(figures.map(({ name }) => name).sort(), files.sort());
});

for (const { name, figure } of figures) {
  test(`the ${name} figure is as its golden file has it (npm run gallery -- --update takes a change over)`, () => {
    assert.deepEqual(goldenOf(figure), JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));
  });
}

test("the golden of a figure changes when one value, one word or one size does", () => {
  const [{ figure }] = figures;
  const before = JSON.stringify(goldenOf(figure));
  const traces = /** @type {{ x?: unknown[] }[]} */ (figure.data);
  const [first, ...rest] = traces.filter((trace) => trace.x?.length > 2);
  const moved = {
    ...figure,
    data: [{ ...first, x: first.x.map((x, i) => (i === 1 ? Number(x) * 1.001 : x)) }, ...rest],
  };
  const same = { ...figure, data: [first, ...rest] };
  assert.notEqual(JSON.stringify(goldenOf(moved)), JSON.stringify(goldenOf(same)));
  assert.notEqual(JSON.stringify(goldenOf({ ...figure, caption: `${figure.caption}!` })), before);
  assert.notEqual(JSON.stringify(goldenOf({ ...figure, layout: { ...figure.layout, height: 1 } })), before);
});
