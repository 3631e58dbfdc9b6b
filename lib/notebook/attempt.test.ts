import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./attempt.js";

test("what a student's code gives comes through, and what it throws is a text", async () => {
  assert.equal(
    attempt(() => null),
    null,
  );
  assert.match(
    attempt(() => JSON.parse("{")),
    /^SyntaxError: /,
  );
  assert.equal(await attempt(async () => 7), 7);
  const rejected = await attempt(async () => {
    throw new Error("Parser Error: near FROM\nLINE 1: …");
  });
  assert.equal(rejected, "Error: Parser Error: near FROM");
  assert.throws(() => attempt(3 as never), /attempt expected code to be a function, got 3, as in attempt/);
});
