import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { jsonLinesFeed } from "./json-lines.js";

function parse(reads: readonly string[]): { readonly lines: string[]; readonly large: number } {
  const lines: string[] = [];
  let large = 0;
  const feed = jsonLinesFeed({
    event: (data) => lines.push(data),
    comment: () => assert.fail("the format has no comments"),
    misframed: () => assert.fail("a line is a line"),
    tooLarge: () => {
      large += 1;
    },
  });
  for (const text of reads) feed.feed(text);
  feed.end();
  return { lines, large };
}

describe("newline-delimited JSON", () => {
  it("is its lines that hold something, for any split", () => {
    const texts = fc
      .array(fc.constantFrom("\n", "\r\n", '{"a":1}', "x", " ", "é"), { maxLength: 20 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (text, first, second) => {
        const [from, to] = [first % (text.length + 1), second % (text.length + 1)].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const lines = text.split("\n").map((line) => line.trim());
        const whole = /^(?:\{"a":1\})?$/; // of the pieces above; a last line without its end counts only where it is JSON
        const expected = lines.filter((line, at) => line !== "" && (at < lines.length - 1 || whole.test(line)));
        assert.deepEqual(parse([text.slice(0, from), text.slice(from, to), text.slice(to)]).lines, expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("counts a last line without its line end", () => {
    assert.deepEqual(parse(['{"a":1}\n{"b"', ":2}"]).lines, ['{"a":1}', '{"b":2}']);
  });

  it("does not count a last line that is cut", () => {
    assert.deepEqual(parse(['{"a":1}\n{"b"', ":"]).lines, ['{"a":1}']);
  });

  it("endless line: more than 8 MiB without a line end is reported once, then ignored", () => {
    const piece = "x".repeat(1024 * 1024);
    const { lines, large } = parse([...Array.from({ length: 20 }, () => piece), "\n{}\n"]);
    assert.deepEqual({ lines, large }, { lines: [], large: 1 });
  });
});
