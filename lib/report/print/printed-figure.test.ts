import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleRun } from "../../../tests/support/report/trials.js";
import { textBoxes } from "../../../tests/support/text-boxes.js";
import { dashboardFigure } from "../figures/dashboard-figure.js";
import { latencyFigure } from "../figures/latency-figure.js";
import { timelineFigure } from "../figures/timeline-figure.js";
import { rasterize } from "../render/render-png.js";
import { plainTitle, printedFigure } from "./printed-figure.js";

const trials = exampleRun(40, ["smollm2-135m-instruct-q8_0", "a<b> & c"]);
const latency = (width: number) => latencyFigure(trials, { width });

/** Pixels of a PNG from its header (RFC 2083, section 4.1.1). */
function pixelsOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

test("a figure is as wide on paper as it should be, and its picture has 300 dots an inch", async () => {
  for (const [size, mm] of [
    ["column", 85],
    ["page", 180],
    ["slide", 254],
  ] as const) {
    const printed = await printedFigure(latency, { size });
    assert.equal(printed.widthMm, mm);
    assert.match(printed.svg, new RegExp(`^<svg[^>]* width="${mm}mm" height="${printed.heightMm}mm"`));
    const [width, height] = pixelsOf(await rasterize(printed.svg, { scale: 3.125 }));
    assert.ok(Math.abs(width - (mm / 25.4) * 300) <= 1.5, `${width} dots for ${mm} mm`);
    assert.ok(Math.abs(height - (printed.heightMm / 25.4) * 300) <= 1.5, `${height} dots for ${printed.heightMm} mm`);
  }
  const slide = await printedFigure(latency, { size: "slide" });
  assert.equal(slide.widthMm / slide.heightMm, 16 / 9);
});

test("a figure that has to be waited for, as that of a file, is printed as any other", async () => {
  const promised = await printedFigure(async (width) => latency(width), { size: "column" });
  assert.equal(promised.svg, (await printedFigure(latency, { size: "column" })).svg);
  const nothing = async () => JSON.parse("null");
  await assert.rejects(printedFigure(nothing, { size: "column" }), /exportFigure expected/);
});

test("for paper title and caption are text beside the picture, on a slide they are inside it", async () => {
  const [column, slide] = [
    await printedFigure(latency, { size: "column" }),
    await printedFigure(latency, { size: "slide" }),
  ];
  assert.match(column.caption, /^.*a<b> & c.*\(medians\)\. n = 80 measured trials of 2 targets/);
  assert.equal(slide.caption, column.caption);
  assert.doesNotMatch(column.svg, /measured trials/);
  assert.match(slide.svg, /measured trials/);
  const inside = await printedFigure(latency, { size: "column", words: "inside" });
  assert.ok(inside.heightMm > column.heightMm + 10, `${inside.heightMm} mm with words, ${column.heightMm} mm without`);
});

test("no text of a column leaves the picture", async () => {
  const { svg } = await printedFigure(latency, { size: "column" });
  const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
  for (const { text, box } of await textBoxes(svg)) {
    const isInside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
    assert.ok(isInside, `${text} at ${JSON.stringify(box)} in ${width} x ${height}`);
  }
});

test("a drawn figure is scaled as it is, every figure can be printed, and the same input gives the same bytes", async () => {
  const drawn = latency(700);
  assert.equal((await printedFigure(drawn, { size: "column" })).widthMm, 85);
  const panel = { title: "speed", unit: "tok/s", betterWhen: null, values: [{ target: "a", value: 1 }] };
  for (const figure of [timelineFigure(trials), dashboardFigure([panel]), latencyFigure([])]) {
    for (const size of ["column", "page", "slide"] as const) {
      const { svg, heightMm } = await printedFigure(figure, { size });
      assert.ok(heightMm > 10 && !svg.includes("NaN"), `${figure.name} ${size}`);
    }
  }
  const twice = [await printedFigure(latency, { size: "page" }), await printedFigure(latency, { size: "page" })];
  assert.equal(twice[0]?.svg, twice[1]?.svg);
});

test("titles are plain text again, and an unknown size is refused", async () => {
  const figure = latencyFigure(trials, { title: "5 $ <b> & more" });
  assert.equal(plainTitle(figure), "5 $ <b> & more");
  const size = JSON.parse('"poster"'); // a notebook may say anything
  await assert.rejects(printedFigure(latency, { size }), /expected size "column", "page" or "slide", got "poster"/);
});
