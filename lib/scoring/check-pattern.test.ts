import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPattern } from "./check-pattern.js";
import { judgeCheck } from "./check-scorer.js";

// The textbook's runaway: 2 to the power of n ways to part n letters, all of which fail at the end.
const runaway = "^(a+)+$";
const victim = `${"a".repeat(60)}b`;

test("a pattern is looked for anywhere, and by its flags", () => {
  assert.deepEqual(checkPattern("Paris, France", "^paris", { flags: "i" }), {
    matches: true,
    reason: "the pattern matches",
  });
  assert.equal(checkPattern("Paris", "^paris").matches, false);
  assert.equal(checkPattern("Zürich", "^\\p{L}+$", { flags: "u" }).matches, true);
});

test("a pattern that runs away is stopped at its limit, and the verdict is null", () => {
  const begun = performance.now();
  assert.deepEqual(checkPattern(victim, runaway, { timeLimitMs: 50 }), {
    matches: null,
    reason: "the pattern took longer than 50 ms on this text",
  });
  assert.ok(performance.now() - begun < 5000);
  assert.equal(checkPattern("aaa", runaway).matches, true, "the next one is not harmed");
});

test("a runaway pattern inside a schema is stopped as well", () => {
  const schema = { type: "string", pattern: runaway };
  const { value, passed, reason } = judgeCheck({ kind: "schema", schema }, JSON.stringify(victim));
  assert.deepEqual([value, passed], [null, null]);
  assert.match(reason, /longer than 1000 ms/);
});

test("what is no pattern is refused", () => {
  assert.throws(() => checkPattern("a", "("), /expected a regular expression: .*Unterminated group/);
  assert.throws(() => checkPattern("a", "a", { flags: "g" }), /expected flags among d, i, m, s, u and v, got "g"/);
});
