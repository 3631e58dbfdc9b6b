import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkJson } from "./check-json.js";
import { matchesSchema } from "./json/matches-schema.js";

const requiredKeys = ["name", "email"];
const check = (text: string) => checkJson(text, { requiredKeys });

// The first three verdicts are those of check_json_quality in the course text that this scorer follows.
test("a bare object with all keys passes everything", () => {
  assert.deepEqual(check('\n {"email": "sam@example.com", "name": "Sam"}\n'), {
    validJson: true,
    hasRequiredKeys: true,
    noExtraText: true,
    presentKeys: ["name", "email"],
    missingKeys: [],
    hallucinatedValues: [],
  });
});

test("a missing key is named", () => {
  const found = check('{"name": "Sam"}');
  assert.deepEqual([found.validJson, found.hasRequiredKeys, found.noExtraText], [true, false, true]);
  assert.deepEqual([found.presentKeys, found.missingKeys], [["name"], ["email"]]);
});

test("text around the object and a code fence fail the verdicts, and the keys are still found", () => {
  const object = '{"name": "Sam {S}", "email": "a \\" b"}';
  for (const text of [`Sure! ${object}`, `${object} Done.`, `\`\`\`json\n${object}\n\`\`\``, `{oops} ${object}`]) {
    const found = check(text);
    assert.deepEqual([found.validJson, found.hasRequiredKeys, found.noExtraText], [false, false, false], text);
    assert.deepEqual([found.presentKeys, found.missingKeys], [requiredKeys, []], text);
  }
});

test("an answer cut in the middle, an empty one and plain text hold no key", () => {
  for (const text of ['{"name": "Sam", "ema', "", "Name: Sam", "{", '{"name": NaN}']) {
    const found = check(text);
    assert.deepEqual([found.validJson, found.presentKeys, found.missingKeys], [false, [], requiredKeys], text);
  }
});

test("JSON that is no object is valid and has no keys", () => {
  for (const text of ['[{"name": 1, "email": 2}]', '"name email"', "5", "null"]) {
    const found = check(text);
    assert.deepEqual([found.validJson, found.hasRequiredKeys, found.noExtraText], [true, false, false], text);
  }
});

test("only the object's own keys count, not those that every object has or inner ones", () => {
  const found = checkJson('{"inner": {"name": 1}}', { requiredKeys: ["constructor", "toString", "name", "__proto__"] });
  assert.deepEqual(found.presentKeys, []);
});

test("placeholders are told, however deep, and honest gaps are not", () => {
  const found = check('{"name": "N/A", "email": " unknown ", "more": ["<age>", {"x": "example@example.com"}]}');
  assert.deepEqual(found.hallucinatedValues, ["N/A", " unknown ", "<age>", "example@example.com"]);
  const honest = check('{"name": null, "email": "", "age": 0, "city": "Nonesuch", "from": "sam@example.com"}');
  assert.deepEqual(honest.hallucinatedValues, []);
});

test("no answer makes it throw, and the verdicts agree with each other", () => {
  const pieces = fc.constantFrom("{", "}", '"name"', ":", ",", "1", '"', "\\", "[", "]", " ", "N/A", '{"email":2}');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const found = check(parts.join(""));
      assert.equal(found.presentKeys.length + found.missingKeys.length, requiredKeys.length);
      if (found.hasRequiredKeys) assert.ok(found.validJson && found.missingKeys.length === 0);
      if (found.noExtraText) assert.ok(found.validJson);
    }),
    { numRuns: 500 },
  );
});

test("hostile nesting and many braces are read without harm", () => {
  const deep = `{"a":${"[".repeat(5000)}"N/A"${"]".repeat(5000)}}`;
  assert.deepEqual(check(deep).hallucinatedValues, ["N/A"]);
  assert.equal(check("{".repeat(100_000)).validJson, false);
});

test("a schema names every place that does not match", () => {
  const schema = { type: "object", required: ["name"], properties: { age: { type: "integer", minimum: 0 } } };
  assert.deepEqual(matchesSchema('{"name": "Sam", "age": 3}', schema), {
    validJson: true,
    matches: true,
    problems: [],
  });
  const wrong = matchesSchema('{"age": -1.5}', schema);
  assert.deepEqual(wrong.problems, [
    "/ must have required property 'name'",
    "/age must be integer",
    "/age must be >= 0",
  ]);
  assert.deepEqual(matchesSchema("{", schema), {
    validJson: false,
    matches: false,
    problems: ["the answer is not JSON"],
  });
  assert.throws(() => matchesSchema("{}", { type: "objekt" }), /schema is invalid/);
});
