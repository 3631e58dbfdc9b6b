import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inspectJson } from "./inspect-json.js";

const inspect = (text: string) => inspectJson(text, { maxDepth: 32 });

test("what JSON.stringify writes has no problem", () => {
  const withoutProto = (text: string) => !text.includes("__proto__");
  fc.assert(
    fc.property(fc.json().filter(withoutProto), fc.constantFrom(0, 1, "\t"), (text, indent) => {
      assert.equal(inspect(JSON.stringify(JSON.parse(text), null, indent)).problem, null);
    }),
  );
});

test("it finds a problem exactly where JSON.parse throws", () => {
  const damaged = fc.tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom("", "x", ",", '"', "}", "]", "{", "[", ":", "1", "\\", "\n"),
  );
  fc.assert(
    fc.property(damaged, ([text, place, extra]) => {
      const at = place % (text.length + 1);
      const broken = text.slice(0, at) + extra + text.slice(at + 1);
      const parses = (() => {
        try {
          JSON.parse(broken);
          return true;
        } catch {
          return false;
        }
      })();
      const { problem } = inspect(broken);
      if (!parses) assert.notEqual(problem, null, broken);
      else if (problem !== null) assert.match(problem.message, /twice|__proto__|levels/);
    }),
    { numRuns: 2000 },
  );
});

test("a problem's offset is that of the first token that cannot stand there", () => {
  const offsets: readonly [string, number][] = [
    ["[1, 2,, 3]", 6],
    ['{"a" 1}', 5],
    ['{"a": 1,}', 8],
    ['{"a": tru}', 6],
    ["[01]", 2],
    ['["\t"]', 1],
    ["[1] 2", 4],
    ["", 0],
    ['{"a": 1, "a": 2}', 9],
    ['{"\\u005f_proto__": 1}', 1],
  ];
  for (const [text, offset] of offsets) assert.equal(inspect(text).problem?.offset, offset, text);
});

test("items are the elements of the outer list or of a list in the outer object", () => {
  assert.deepEqual(inspect('[{"a": [1]}, [2], 3]').itemOffsets, [1, 13, 18]);
  assert.deepEqual(inspect('{"cases": [{"a": [1]}, "b"]}').itemOffsets, [11, 23]);
  assert.deepEqual(inspect('"a"').itemOffsets, []);
});

test("nesting counts to the limit and not beyond", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.equal(inspect(nested(32)).problem, null);
  assert.match(inspect(nested(33)).problem?.message ?? "", /at most 32 levels/);
});
