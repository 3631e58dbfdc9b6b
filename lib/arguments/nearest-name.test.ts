import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName } from "./nearest-name.js";

test("a name with a letter left out, added, changed or swapped is recognized, in whichever case", () => {
  const names = ["repetitions", "type", "maxTokens"];
  assert.equal(nearestName("repetition", names), "repetitions");
  assert.equal(nearestName("tpye", names), "type");
  assert.equal(nearestName("maxtoken", names), "maxTokens");
  assert.equal(nearestName("types", names), "type");
});

test("a name that is unlike all of them has no nearest", () => {
  assert.equal(nearestName("zebra", ["type", "seed"]), null);
  assert.equal(nearestName("", ["type"]), null);
});
