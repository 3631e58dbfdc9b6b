import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { textBoxes } from "../../build/tests/support/text-boxes.js";
import { figures as drawing } from "../../lib/dist/index.js";
import { launchChromium } from "../../scripts/browser/chromium.mjs";
import { drawFigure, openFigurePage, textsOf } from "../../scripts/browser/figure-page.mjs";
import { pictureDifference } from "../../scripts/browser/picture-difference.mjs";
import { textFaults } from "../../scripts/browser/text-faults.mjs";
import { galleryFigures } from "../../scripts/gallery/figures.mjs";

/** Of 4 x 4 blocks, those that may differ clearly: the edges of letters, which Chromium and the renderer smooth differently. */
const MOST_DIFFERENT = 0.002;
/** How far a text may lie from where Chromium puts it, in pixels. */
const FARTHEST = 2;

const plain = await galleryFigures();
const long = (await galleryFigures({ isLong: true })).map((one) => ({ ...one, name: `${one.name}, long names` }));
const narrow = (await galleryFigures({ isLong: true, width: 480 })).map((one) => ({
  ...one,
  name: `${one.name}, long names, 480 pixels`,
}));

let browser;
let page;
before(async () => {
  browser = await launchChromium();
  page = await openFigurePage(browser);
});
after(() => browser?.close());

for (const { name, figure } of [...plain, ...long, ...narrow]) {
  test(`${name}: no text is clipped or covered, in Chromium and in the renderer`, async () => {
    await drawFigure(page, figure);
    assert.deepEqual(textFaults(await textsOf(page), figure.layout), [], "in Chromium");
    assert.deepEqual(
      textFaults(await textBoxes(await drawing.renderSvg(figure)), figure.layout),
      [],
      "in the renderer",
    );
  });
}

for (const { name, figure } of plain) {
  test(`${name}: each text lies within ${FARTHEST} pixels of where Chromium puts it`, async () => {
    await drawFigure(page, figure);
    const expected = await textsOf(page);
    const found = await textBoxes(await drawing.renderSvg(figure));
    assert.deepEqual(found.map(({ text }) => text).sort(), expected.map(({ text }) => text).sort());
    for (const { text, box } of found) {
      const same = expected.filter((one) => one.text === text);
      const away = same.map((one) => Math.max(...Object.keys(box).map((side) => Math.abs(box[side] - one.box[side]))));
      assert.ok(Math.min(...away) <= FARTHEST, `"${text}" lies ${Math.min(...away).toFixed(1)} pixels away`);
    }
  });

  test(`${name}: at most ${(MOST_DIFFERENT * 100).toFixed(1)} % of its blocks differ from Chromium's picture`, async () => {
    await drawFigure(page, figure);
    const { width, height } = figure.layout;
    const expected = await page.screenshot({ clip: { x: 0, y: 0, width, height } });
    const { share, mean } = await pictureDifference(await drawing.renderPng(figure), expected);
    assert.ok(share <= MOST_DIFFERENT, `${(share * 100).toFixed(2)} % differ, ${mean.toFixed(2)} of 255 in the mean`);
    console.log(`${name}: ${(share * 100).toFixed(2)} % of the blocks differ, ${mean.toFixed(2)} of 255 in the mean`);
  });
}

test("a figure with one more pixel of shift, another word or another color is noticed", async () => {
  const [{ figure }] = plain;
  const png = await drawing.renderPng(figure);
  const recolored = JSON.parse(JSON.stringify(figure).replaceAll("#0072b2", "#d55e00"));
  assert.ok((await pictureDifference(png, await drawing.renderPng(recolored))).share > MOST_DIFFERENT);
  const renamed = {
    ...figure,
    layout: { ...figure.layout, title: { ...figure.layout.title, text: "Another finding" } },
  };
  assert.ok((await pictureDifference(png, await drawing.renderPng(renamed))).share > MOST_DIFFERENT);
});
