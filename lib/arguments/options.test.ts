import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { oneOf, share, text, texts, wholeNumber } from "./fields.js";
import { checkedOptions, settings } from "./options.js";

interface DrawOptions {
  readonly title: string;
  readonly order?: "up" | "down";
  readonly confidence?: number;
  readonly generation?: { readonly maxTokens?: number; readonly stop?: readonly string[] };
  readonly targets?: readonly { readonly name: string }[];
}

const drawOptions = settings({
  title: text,
  order: v.nullish(oneOf("up", "down"), "up"),
  confidence: v.optional(share, 0.95),
  generation: v.optional(settings({ maxTokens: v.optional(wholeNumber(1), 128), stop: v.optional(texts) }), {}),
  targets: v.optional(v.array(settings({ name: text }), "a list of targets")),
});

const draw = (options: DrawOptions) => checkedOptions("draw", drawOptions, options);

/** Asserts what is said of options that a caller has wrong. */
const says = (options: unknown, message: string) => assert.throws(() => draw(options as never), { message });

test("settings that are right come back with every default filled in, and null counts as left out where it may stand", () => {
  const filled = { title: "a", order: "up", confidence: 0.95, generation: { maxTokens: 128 } };
  assert.deepEqual(draw({ title: "a" }), filled);
  assert.deepEqual(draw({ title: "a", order: null, confidence: undefined } as never), filled);
  assert.deepEqual(draw({ title: "a", generation: { stop: ["x"] } }).generation, { maxTokens: 128, stop: ["x"] });
});

test("what is no options object at all is described, with how settings are written", () => {
  for (const [options, got] of [
    [null, "null"],
    [[1], "a list of 1"],
    ["x", '"x"'],
    [Promise.resolve({}), "a promise: write await before it"],
  ])
    says(options, `draw expected its settings in braces, as in { title: … }, got ${got}`);
});

test("a setting that is missing or of a wrong type says what it should be and what came", () => {
  says({}, "draw expected title to be a text, got nothing");
  says({ title: 5 }, "draw expected title to be a text, got 5");
  says({ title: Promise.resolve("a") }, "draw expected title to be a text, got a promise: write await before it");
  says({ title: "a", order: "left" }, 'draw expected order to be "up" or "down", got "left"');
});

test("a share that was written as a percentage is told how to write it", () => {
  says(
    { title: "a", confidence: 95 },
    "draw expected confidence to be a number between 0 and 1, both excluded, got 95: write 95 % as 0.95",
  );
  says({ title: "a", confidence: 0 }, "draw expected confidence to be a number between 0 and 1, both excluded, got 0");
});

test("a misspelled setting is named before anything else, with all that there are and the nearest of them", () => {
  const names = "title, order, confidence, generation, targets";
  says({ tilte: "a" }, `draw has no setting "tilte"; it has: ${names}; did you mean title?`);
  says({ title: 5, zebra: 1 }, `draw has no setting "zebra"; it has: ${names}`);
  says({ title: "a", __proto__: { zebra: 1 } }, `draw has no setting "zebra"; it has: ${names}`);
});

test("a setting inside another is named with its path", () => {
  says({ title: "a", generation: 5 }, "draw expected generation to be in braces, as in { maxTokens: … }, got 5");
  says(
    { title: "a", generation: { maxTokens: 0 } },
    "draw expected generation.maxTokens to be a whole number of at least 1, got 0",
  );
  says(
    { title: "a", generation: { maxToken: 1 } },
    'draw, generation, has no setting "maxToken"; it has: maxTokens, stop; did you mean maxTokens?',
  );
  says(
    { title: "a", generation: { stop: "x" } },
    'draw expected generation.stop to be a list of texts, got "x": write ["x"]',
  );
});

test("an item of a list is named with its place", () => {
  says({ title: "a", targets: [{ name: "a" }, { name: 5 }] }, "draw expected targets[1].name to be a text, got 5");
  says({ title: "a", targets: [{ name: "a" }, {}] }, "draw expected targets[1].name to be a text, got nothing");
  says({ title: "a", generation: { stop: ["x", 5] } }, "draw expected generation.stop[1] to be a text, got 5");
});

test("the compiler holds a schema to the interface of its options", () => {
  const shorter = settings({ title: text, order: v.optional(oneOf("up", "down")) });
  // @ts-expect-error: three settings of the interface are missing
  assert.throws(() => checkedOptions("draw", shorter, { title: "a", targets: [] } as DrawOptions), /has no setting/);
  const other = settings({ title: wholeNumber() });
  // @ts-expect-error: a title is a text
  assert.throws(() => checkedOptions("draw", other, { title: "a" } as { title: string }), /to be a whole number/);
});
