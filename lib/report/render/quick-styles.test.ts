import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { giveQuickStyles } from "./quick-styles.js";

type Act = (element: SVGElement) => void;
const set =
  (name: string, value: string | null): Act =>
  ({ style }) =>
    style.setProperty(name, value);

/** Each path through what could make a remembered value stale: the attribute, the property, a removal, a bad value. */
const acts: readonly Act[] = [
  set("opacity", "1"),
  set("opacity", "1"),
  set("stroke-dasharray", ""),
  set("fill", "#222222"),
  (element) => element.setAttribute("style", "fill: red; opacity: 0.5"),
  set("opacity", "1"),
  set("fill", "#222222"),
  ({ style }) => {
    style.fill = "blue";
  },
  set("fill", "#222222"),
  ({ style }) => style.removeProperty("fill"),
  set("fill", "#222222"),
  set("fill", "no colour at all"),
  set("fill", null),
  set("fill", "none"),
  set("font-size", "12px"),
  set("font", "italic 10px serif"),
  set("font-size", "12px"),
  set("stroke-width", "2px"),
  (element) => element.removeAttribute("style"),
  set("stroke-width", "2px"),
];

test("a style written with what repeats left out says the same after every step", () => {
  const page = "<svg><path/></svg>";
  const [plain, quick] = [new JSDOM(page).window, new JSDOM(page).window];
  giveQuickStyles(quick);
  const [theirs, ours] = [plain, quick].map(({ document }) => document.querySelector<SVGElement>("path"));
  assert.ok(theirs && ours);
  for (const [i, act] of acts.entries()) {
    act(theirs);
    act(ours);
    assert.equal(ours.getAttribute("style"), theirs.getAttribute("style"), `after step ${i}`);
  }
});
