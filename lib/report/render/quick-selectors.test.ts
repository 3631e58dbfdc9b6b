import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { giveQuickSelectors, readOneStep } from "./quick-selectors.js";

const page = `<svg><g class="legend a-1" id="l1"><text class="legendtext">x</text><path class="point js"/><g><path id="p"/></g></g>
  <g class="legendary" data-index="0"><text data-index="10">y<tspan class="line">z</tspan></text><linearGradient id="q"/></g><g class=""/></svg>`;
const selectors = [
  ...[
    "text",
    "path",
    "g.legend",
    ".legend",
    ".point.js",
    ".js.point",
    ".none",
    "*",
    "tspan",
    "linearGradient",
    "g.legend.a-1",
  ],
  ...[
    "#p",
    "path#p",
    "text#p",
    '[class^="legend"]',
    '[data-index="0"]',
    '.legendary[data-index="0"]',
    "[id]",
    '[class*="gend"]',
  ],
  ...["g text", "g > path", "text,path", "path:not([d])", ":first-child", "g:first-child", "g[class~=legend]"],
];

test("a selector answered by walking the tree finds what jsdom's own engine finds, in the same order", () => {
  const plain = new JSDOM(page).window;
  const quick = new JSDOM(page, { runScripts: "outside-only" }).window;
  giveQuickSelectors(quick);
  const names = (root: Element, selector: string) => [...root.querySelectorAll(selector)].map((one) => one.outerHTML);
  for (const selector of selectors) {
    for (const root of ["body", "svg", "g", "text", "linearGradient"]) {
      const [theirs, ours] = [plain, quick].map(({ document }) => document.querySelector(root));
      assert.ok(theirs && ours);
      const expected = names(theirs, selector);
      assert.deepEqual(names(ours, selector), expected, `${selector} below ${root}`);
      assert.equal(ours.querySelector(selector)?.outerHTML ?? null, expected[0] ?? null);
    }
  }
});

test("what has more than one step or a pseudo-class is left to the engine, which also says what is wrong", () => {
  for (const selector of ["", "g text", "a,b", "path:not([d])", "g[class*=x]", "1a", "[a=b]"])
    assert.equal(readOneStep(selector), null, selector);
  const { window } = new JSDOM(page);
  giveQuickSelectors(window);
  assert.throws(() => window.document.body.querySelector("!"), /selector/i);
});
