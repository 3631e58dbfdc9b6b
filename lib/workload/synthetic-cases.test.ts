import assert from "node:assert/strict";
import { test } from "node:test";
import { commonWords } from "./common-words.js";
import { type SyntheticOptions, syntheticCases } from "./synthetic-cases.js";

const right: SyntheticOptions = { count: 20, promptTokens: 40, maxTokens: 8, seed: 1 };

test("every prompt has as many words as tokens were asked for", () => {
  for (const one of syntheticCases(right).cases) {
    assert.equal(one.prompt.split(" ").length, 40);
    assert.equal(one.maxTokens, 8);
  }
});

test("the seed decides the prompts", () => {
  assert.deepEqual(syntheticCases(right), syntheticCases(right));
  assert.notEqual(syntheticCases(right).sha256, syntheticCases({ ...right, seed: 2 }).sha256);
});

test("a larger set begins with the smaller one", () => {
  const prompts = (count: number) => syntheticCases({ ...right, count }).cases.map((one) => one.prompt);
  assert.deepEqual(prompts(50).slice(0, 20), prompts(20));
});

test("the shared prefix is shared and no more than it", () => {
  const prompts = syntheticCases({ ...right, sharedPrefixTokens: 30 }).cases.map((one) => one.prompt.split(" "));
  assert.equal(new Set(prompts.map((words) => words.slice(0, 30).join(" "))).size, 1);
  assert.equal(new Set(prompts.map((words) => words.slice(30).join(" "))).size, 20);
});

test("the words differ and hold letters alone", () => {
  assert.equal(new Set(commonWords).size, commonWords.length);
  assert.ok(commonWords.every((word) => /^[a-z]+$/.test(word)));
});

test("each mistake in the options is one clear error", () => {
  const wrong: readonly [Partial<SyntheticOptions>, RegExp][] = [
    [{ count: 0 }, /count to be a whole number from 1 to 100000, got 0/],
    [{ promptTokens: 2.5 }, /promptTokens to be a whole number from 1 to 10000000, got 2.5/],
    [{ maxTokens: 0 }, /maxTokens to be a whole number of at least 1, got 0/],
    [{ sharedPrefixTokens: 41 }, /sharedPrefixTokens of at most 40, as promptTokens, got 41/],
    [{ count: 1000, promptTokens: 100_000 }, /up to ten million words in all, got 1000 x 100000/],
    [{ seed: 0.5 }, /expected seed to be a whole number, such as 7, got 0.5/],
  ];
  for (const [mistake, message] of wrong) assert.throws(() => syntheticCases({ ...right, ...mistake }), message);
});
