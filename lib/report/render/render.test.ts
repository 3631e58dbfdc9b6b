import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleFigure, exampleFigures } from "../../../tests/support/report/figures.js";
import { textBoxes } from "../../../tests/support/text-boxes.js";
import type { Figure } from "../figure.js";
import { openDrawingWindow } from "./drawing-window.js";
import { renderPng } from "./render-png.js";
import { renderSvg } from "./render-svg.js";

const scatter = exampleFigure("points", [{ type: "scatter", x: [1, 2, 3], y: [3, 1, 2] }]);

function inside(box: { left: number; top: number; right: number; bottom: number }, figure: Figure): boolean {
  const { width, height } = figure.layout;
  return box.left >= -0.5 && box.top >= -0.5 && box.right <= width + 0.5 && box.bottom <= height + 0.5;
}

for (const figure of exampleFigures) {
  test(`a ${figure.name} figure draws, the same bytes twice, with all its text inside the picture`, async () => {
    const before = JSON.stringify(figure);
    const svg = await renderSvg(figure);
    assert.equal(await renderSvg(figure), svg);
    assert.equal(JSON.stringify(figure), before, "drawing changed the figure");
    const texts = await textBoxes(svg);
    assert.ok(
      texts.some(({ text }) => text === figure.name),
      "the title is drawn",
    );
    for (const { text, box } of texts) assert.ok(inside(box, figure), `"${text}" lies outside: ${JSON.stringify(box)}`);
    assert.doesNotMatch(svg, /url\((?:'|&quot;)/, "quoted references are drawn black by the rasterizer");
    assert.doesNotMatch(svg, /NaN/);
  });
}

test("a PNG has the asked size and the same bytes each time", async () => {
  const png = await renderPng(scatter, { width: 300, height: 200, scale: 2 });
  const header = new DataView(png.buffer, png.byteOffset);
  // PNG specification, section 5: signature, then IHDR with width and height at bytes 16 and 20.
  assert.equal(header.getUint32(0), 0x89504e47);
  assert.deepEqual([header.getUint32(16), header.getUint32(20)], [600, 400]);
  assert.deepEqual(await renderPng(scatter, { width: 300, height: 200, scale: 2 }), png);
});

test("a PNG for print has its dots and says how many there are in a meter, with the same bytes each time", async () => {
  const png = await renderPng(scatter, { width: 480, height: 96, dotsPerInch: 300 });
  const bytes = new DataView(png.buffer, png.byteOffset);
  assert.deepEqual([bytes.getUint32(16), bytes.getUint32(20)], [1500, 300]);
  // PNG specification, 11.3.4.3: pHYs of 9 bytes before IDAT; 300 dots an inch are 300 / 0.0254 = 11811 a meter, unit 1.
  assert.equal(new TextDecoder().decode(png.subarray(37, 41)), "pHYs");
  assert.deepEqual(
    [bytes.getUint32(33), bytes.getUint32(41), bytes.getUint32(45), bytes.getUint8(49)],
    [9, 11811, 11811, 1],
  );
  // Python: zlib.crc32(b"pHYs" + struct.pack(">IIB", 11811, 11811, 1)) = 0x78a53f76.
  assert.equal(bytes.getUint32(50), 0x78a53f76);
  const plain = await renderPng(scatter, { width: 480, height: 96, scale: 3.125 });
  assert.deepEqual(Buffer.concat([png.subarray(0, 33), png.subarray(54)]), Buffer.from(plain));
  assert.deepEqual(await renderPng(scatter, { width: 480, height: 96, dotsPerInch: 300 }), png);
  await assert.rejects(renderPng(scatter, { scale: 2, dotsPerInch: 300 }), /expected a scale or dotsPerInch, got both/);
});

test("figures asked for at the same time do not mix", async () => {
  const alone = await renderSvg(scatter);
  const both = await Promise.all([renderSvg(scatter), renderSvg(exampleFigures[0] ?? scatter), renderSvg(scatter)]);
  assert.deepEqual([both[0], both[2]], [alone, alone]);
});

test("a figure drawn in a fresh window has the bytes that it had in a used one", async () => {
  const { data, layout } = scatter;
  const drawing = { data, layout, width: layout.width, height: layout.height };
  const [used, fresh] = [await openDrawingWindow(), await openDrawingWindow()];
  for (const figure of exampleFigures) await used.draw({ ...drawing, data: figure.data, layout: figure.layout });
  assert.equal(await used.draw(drawing), await fresh.draw(drawing));
});

test("after a figure that plotly cannot draw the next one has the bytes that it had before", async () => {
  const before = await renderSvg(scatter);
  const broken = exampleFigure("broken", [{ type: "pie", values: [1], marker: { colors: 7 }, domain: { x: 3 } }]);
  await renderSvg(broken).catch(() => undefined);
  assert.equal(await renderSvg(scatter), before);
});

test("scattergl is drawn as scatter", async () => {
  const points = { x: [1, 2, 3], y: [3, 1, 2], mode: "markers" };
  const svg = await renderSvg(exampleFigure("points", [{ type: "scattergl", ...points }]));
  assert.equal((svg.match(/class="point"/g) ?? []).length, 3);
});

for (const type of ["surface", "scatter3d", "scattermap", "choropleth", "heatmapgl", "scattergeo", "densitymapbox"]) {
  test(`a ${type} trace is refused with one clear error`, async () => {
    await assert.rejects(renderSvg(exampleFigure("x", [{ type }])), new RegExp(`got type "${type}"`));
  });
}

test("wrong sizes are refused, and the next figure still draws", async () => {
  await assert.rejects(renderSvg(scatter, { width: -1 }), /expected a width from 1 to 10000 pixels, got -1/);
  await assert.rejects(renderPng(scatter, { scale: 0 }), /expected a scale above 0/);
  assert.match(await renderSvg(scatter), /^<svg/);
});

test("rendering adds no global names", async () => {
  const before = Object.getOwnPropertyNames(globalThis).sort();
  await renderPng(scatter);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis).sort(), before);
});
