import assert from "node:assert/strict";
import { test } from "node:test";
import { identity, multiply, parseTransform, transformBox } from "./box.js";
import { pathBox } from "./path-box.js";

test("transforms apply from right to left, as SVG 2 section 8.5 has it", () => {
  assert.deepEqual(parseTransform("translate(10,20) scale(2)"), [2, 0, 0, 2, 10, 20]);
  assert.deepEqual(parseTransform(null), identity);
  assert.deepEqual(multiply([1, 0, 0, 1, 5, 6], [2, 0, 0, 3, 0, 0]), [2, 0, 0, 3, 5, 6]);
});

test("a quarter turn around a point moves a box as on paper", () => {
  const box = transformBox(parseTransform("rotate(90,10,10)"), { left: 10, top: 10, right: 30, bottom: 12 });
  for (const [got, expected] of [
    [box.left, 8],
    [box.top, 10],
    [box.right, 10],
    [box.bottom, 30],
  ] as const) {
    assert.ok(Math.abs(got - expected) < 1e-9);
  }
});

test("the box of a path is that of its points, absolute or relative", () => {
  const square = { left: 1, top: 2, right: 5, bottom: 6 };
  assert.deepEqual(pathBox("M1,2L5,2L5,6L1,6Z"), square);
  assert.deepEqual(pathBox("M1,2h4v4h-4z"), square);
  assert.deepEqual(pathBox("M1 2H5V6H1Z"), square);
  assert.deepEqual(pathBox("M1,2 5,2 5,6"), square);
});

test("a circle of two arcs lies inside its box", () => {
  const box = pathBox("M6,0A6,6 0 1,1 0,-6A6,6 0 0,1 6,0Z");
  assert.ok(box !== null && box.left <= -6 && box.right >= 6 && box.top <= -6 && box.bottom >= 6);
});

test("a path that draws nothing has no box", () => {
  assert.equal(pathBox(""), null);
  assert.equal(pathBox(null), null);
});
