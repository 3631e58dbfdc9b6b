import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstDifference } from "./same-numbers.js";

test("fields may be added and may change places, and every value that was published must be there", () => {
  const stored = JSON.stringify({ summaries: [{ group: "a", n: 2, mean: 0.1 }], state: "finished" });
  const again = JSON.stringify({ state: "finished", summaries: [{ mean: 0.1, p50: 3, n: 2, group: "a" }], more: [] });
  assert.equal(firstDifference("summary.json", stored, again), null);
  assert.equal(
    firstDifference("summary.json", again, stored),
    "summaries.0.p50 is 3, recomputed from the journal it is missing",
  );
  assert.match(
    firstDifference("summary.json", stored, again.replace("0.1", "0.10000000000000002")) ?? "",
    /^summaries\.0\.mean is 0\.1, recomputed/,
  );
  assert.match(firstDifference("s.json", '{"a":[1,2]}', '{"a":[1]}') ?? "", /a has 2 entries, recomputed 1/);
  assert.match(firstDifference("s.json", '{"a":[]}', '{"a":{}}') ?? "", /a is a list in one/);
  assert.match(firstDifference("s.json", '{"a":null}', '{"a":0}') ?? "", /a is null/);
});

test("what is judged by rules is not held to today's rules, wherever it stands, and all else is", () => {
  const stored = '{"verdict":{"verdict":"INVALID"},"arrivals":[{"asNamed":false,"gaps":9}]}';
  const again = '{"verdict":{"verdict":"drifting"},"arrivals":[{"asNamed":true,"gaps":9}]}';
  assert.equal(firstDifference("s.json", stored, again, ["verdict", "asNamed"]), null);
  assert.match(firstDifference("s.json", stored, again, ["verdict"]) ?? "", /^arrivals\.0\.asNamed is false/);
  assert.match(firstDifference("s.json", stored, again.replace("9", "8"), ["verdict", "asNamed"]) ?? "", /gaps is 9/);
});

test("a table is compared column by column, cell by cell, as text", () => {
  assert.equal(firstDifference("t.csv", "a,b\n1,x\n", "b,new,a\nx,7,1\n"), null);
  assert.match(firstDifference("t.csv", "a,b\n1,x\n", "a,b\n1.0,x\n") ?? "", /^0\.a is "1"/);
  assert.match(firstDifference("t.csv", "a\n1\n2\n", "a\n1\n") ?? "", /it has 2 entries, recomputed 1/);
});

test("any JSON agrees with itself, and disagrees with one where a leaf was changed", () => {
  const json = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.array(fc.oneof(fc.double({ noNaN: true }), fc.string())),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(json, (value) => {
      const text = JSON.stringify(value);
      assert.equal(firstDifference("x.json", text, text), null);
      const changed = JSON.stringify({ ...value, [String(Object.keys(value)[0])]: ["changed", null] });
      assert.notEqual(firstDifference("x.json", text, changed), null);
    }),
  );
});
