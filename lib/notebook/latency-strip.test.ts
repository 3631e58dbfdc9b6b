import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { latencyStrip } from "./latency-strip.js";

test("the strip has a bar for each finished trial, as high as it took, and a cross for one that was not answered", () => {
  const strip = latencyStrip();
  assert.equal(strip.html(), "");
  strip.add([
    { target: "a", latencyMs: 100 },
    { target: "b", latencyMs: 400 },
    { target: "a", latencyMs: null },
    { target: "a", latencyMs: 200 },
  ]);
  const { document } = new JSDOM(strip.html()).window;
  const heights = [...document.querySelectorAll("rect")].map((bar) => Number(bar.getAttribute("height")));
  assert.deepEqual(heights, [5.5, 11, 22]); // of 22 pixels: 100, 200 and 400 of 400 ms, lane by lane
  assert.equal(document.querySelectorAll("path").length, 1);
  assert.equal(strip.text(), "▃×▅ a\n█ b");
});

test("the strip keeps the newest, of so many lanes as can be read, and counts the others", () => {
  const strip = latencyStrip();
  for (let i = 0; i < 500; i++) strip.add([{ target: `t${i % 8}`, latencyMs: i }]);
  for (let i = 0; i < 500; i++) strip.add([{ target: "t0", latencyMs: 1 }]);
  const { document } = new JSDOM(strip.html()).window;
  assert.equal(document.querySelectorAll("rect").length, 120 + 5 * 62 + 3);
  assert.match(document.body.textContent ?? "", /; 2 more targets/);
});

test("a target's name stays text", () => {
  const strip = latencyStrip();
  strip.add([{ target: `<img src=x onerror="alert(1)">\u0007`, latencyMs: 5 }]);
  const { document } = new JSDOM(strip.html()).window;
  assert.equal(document.querySelectorAll("img").length, 0);
  assert.match(document.querySelector("text")?.textContent ?? "", /^<img src=x/);
});

test("a warm-up is pale, and the legend speaks of it only where there is one", () => {
  const strip = latencyStrip();
  strip.add([{ target: "a", latencyMs: 100 }]);
  assert.doesNotMatch(strip.html(), /warm-up/);
  strip.add([{ target: "a", latencyMs: 400, phase: "warmup" }]);
  const { document } = new JSDOM(strip.html()).window;
  const [measured = 0, warmup = 0] = [...document.querySelectorAll("rect")].map((bar) =>
    Number(bar.getAttribute("fill-opacity")),
  );
  assert.ok(warmup < measured);
  assert.match(document.querySelector("svg")?.getAttribute("aria-label") ?? "", /pale: warm-up$/);
});
