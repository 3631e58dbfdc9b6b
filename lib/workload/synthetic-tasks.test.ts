import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { judgeCheck } from "../scoring/check-scorer.js";
import { syntheticTasks, type TaskKind, type TaskOptions } from "./synthetic-tasks.js";

/** The last question of a prompt. */
const asked = (prompt: string) => found(prompt, /.*\n\nQuestion: (.*)\nAnswer:$/s);

/** The answer to a question, found by reading it alone, in another way than the library makes it. */
const solve: Readonly<Record<TaskKind, (prompt: string) => string>> = {
  arithmetic: (prompt) => String(inWholeNumbers(found(prompt, /^What is ([\d +*-]+)\?/))),
  compare: (prompt) => {
    const [, wanted, first = "", second = ""] = /^Which number is (\w+), ([\d.]+) or ([\d.]+)\?/.exec(prompt) ?? [];
    // As fractions of 100 in whole numbers, so that no rounding takes part.
    const [a, b] = [first, second].map((text) => BigInt(text.replace(/^(\d+)(?:\.(\d+))?$/, padded)));
    return (a ?? 0n) > (b ?? 0n) === (wanted === "larger") ? first : second;
  },
  count: (prompt) => {
    const [, word, list = ""] = /^How many times is "(\w+)" in this list: (.*)\?/.exec(prompt) ?? [];
    return String(list.split(", ").filter((one) => one === word).length);
  },
  sort: (prompt) => {
    const left = found(prompt, /: ([\d, ]+)\. Answer/).split(", ");
    const sorted: string[] = [];
    while (left.length > 0) sorted.push(...left.splice(left.indexOf(String(Math.min(...left.map(Number)))), 1));
    return sorted.join(", ");
  },
  copy: (prompt) => found(prompt, /nothing else: (.*)$/),
  extract: (prompt) => {
    const keys = [...found(prompt, /with the keys (.*), and/).matchAll(/"(\w+)"/g)].map(([, key]) => key ?? "");
    const whom = /JSON object about (\w+)/.exec(prompt)?.[1] ?? "\\w+";
    const [, name, age, job, city] =
      new RegExp(`(${whom}) is (\\d+) years old and works as a (\\w+) in (\\w+)\\.`).exec(prompt) ?? [];
    const facts: Record<string, unknown> = { name, age: Number(age), job, city };
    return JSON.stringify(Object.fromEntries(keys.map((key) => [key, facts[key]])));
  },
};

const found = (prompt: string, pattern: RegExp) => pattern.exec(prompt)?.[1] ?? "";
const padded = (_: string, whole: string, rest = "") => whole + rest.padEnd(2, "0");

/** Left to right in whole numbers: of the tasks none has a sum before a product. */
function inWholeNumbers(line: string): bigint {
  const [first = "0", ...rest] = line.split(" ");
  let value = BigInt(first);
  for (let at = 0; at < rest.length; at += 2) {
    const next = BigInt(rest[at + 1] ?? "0");
    value = rest[at] === "+" ? value + next : rest[at] === "-" ? value - next : value * next;
  }
  return value;
}

const kinds = Object.keys(solve) as TaskKind[];
const options: fc.Arbitrary<TaskOptions> = fc.record({
  kind: fc.constantFrom(...kinds),
  difficulty: fc.constantFrom("easy", "medium", "hard"),
  count: fc.integer({ min: 1, max: 40 }),
  seed: fc.maxSafeInteger(),
});

describe("synthetic tasks", () => {
  it("have the answer that follows from the prompt, and their checks pass it", () => {
    fc.assert(
      fc.property(options, (given) => {
        for (const { prompt, expected, checks } of syntheticTasks(given).cases) {
          assert.equal(expected, solve[given.kind](asked(prompt)), prompt);
          const [, question = "", answer] = /^Question: (.*)\nAnswer: (.*)\n\nQuestion: /s.exec(prompt) ?? [];
          assert.equal(answer, solve[given.kind](question), prompt);
          assert.ok(checks.length > 0);
          for (const check of checks) assert.equal(judgeCheck(check, expected ?? "").passed, true, prompt);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("have checks that the answer to another task does not pass", () => {
    for (const kind of kinds) {
      const { cases } = syntheticTasks({ kind, count: 60, seed: 5, difficulty: "medium" });
      for (const { expected, checks } of cases)
        for (const other of cases) {
          if (other.expected === expected) continue;
          assert.ok(!checks.every((check) => judgeCheck(check, other.expected ?? "").passed), `${kind}: ${expected}`);
        }
    }
  });

  it("are all different, and the same for the same seed", () => {
    fc.assert(
      fc.property(options, (given) => {
        const tasks = syntheticTasks(given);
        assert.equal(new Set(tasks.cases.map(({ prompt }) => asked(prompt))).size, given.count);
        assert.deepEqual(syntheticTasks(given), tasks);
        const more = syntheticTasks({ ...given, count: given.count + 5 });
        assert.deepEqual(more.cases.slice(0, given.count), tasks.cases);
      }),
      { numRuns: 60 },
    );
    assert.notEqual(
      syntheticTasks({ kind: "sort", count: 5, seed: 1 }).sha256,
      syntheticTasks({ kind: "sort", count: 5, seed: 2 }).sha256,
    );
  });

  it("differ in difficulty by the size of what has to be read", () => {
    const prompts = (difficulty: "easy" | "medium" | "hard") =>
      syntheticTasks({ kind: "copy", count: 1, seed: 1, difficulty }).cases[0]?.expected?.split(" ").length;
    assert.deepEqual([prompts("easy"), prompts("medium"), prompts("hard")], [3, 8, 30]);
  });

  it("are refused where there are not so many, and where a setting is wrong", () => {
    // 20 x 20 sums of two numbers from 1 to 20.
    assert.throws(
      () => syntheticTasks({ kind: "arithmetic", count: 401, seed: 1 }),
      /found 400 different tasks of kind "arithmetic" that are easy, got count 401: ask for fewer or for a higher/,
    );
    assert.equal(syntheticTasks({ kind: "arithmetic", count: 400, seed: 1 }).cases.length, 400);
    const wrong = (mistake: object) => () => syntheticTasks({ kind: "sort", count: 2, seed: 1, ...mistake });
    assert.throws(wrong({ kind: "poem" }), /kind to be "arithmetic", "extract", .* or "copy", got "poem"/);
    assert.throws(wrong({ count: 0 }), /count to be a whole number from 1 to 100000, got 0/);
    assert.throws(wrong({ difficulty: 3 }), /difficulty to be "easy", "medium" or "hard", got 3/);
    assert.throws(wrong({ seed: "x" }), /seed to be a whole number/);
  });
});
