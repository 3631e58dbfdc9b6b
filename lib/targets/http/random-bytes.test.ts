import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { meaning, readBody } from "../../../tests/support/targets/read-body.js";
import { ollamaChat, ollamaGenerate } from "./wire/ollama-dialects.js";
import { openaiChat, openaiCompletions } from "./wire/openai-dialects.js";

const DIALECTS = [openaiChat, openaiCompletions, ollamaGenerate, ollamaChat] as const;

/** JSON of any shape under the names that the dialects ask for. */
const anyShape = fc
  .dictionary(
    fc.constantFrom(
      ..."choices,delta,message,content,text,response,thinking,tool_calls,function,arguments,index,usage".split(","),
    ),
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>([{}], [null], [{ delta: { content: 1 } }], { content: [] }, [[]], -1),
    ),
  )
  .map((fields) => ({ done: false, ...fields }));

describe("whatever a server sends", () => {
  it("random bytes never throw, and never become an answer", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }),
        fc.constantFrom(...DIALECTS),
        (reads, dialect) => {
          const { verdict } = readBody(
            dialect,
            reads.map((bytes) => Buffer.from(bytes)),
          );
          assert.equal(verdict.kind, "failed");
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("JSON of any shape never throws, and says the same for every split", () => {
    fc.assert(
      fc.property(
        fc.array(anyShape, { maxLength: 4 }),
        fc.constantFrom(...DIALECTS),
        fc.nat(),
        (events, dialect, where) => {
          const lines = events.map((event) => JSON.stringify(event));
          const sse = dialect.format === "server-sent-events";
          const bytes = Buffer.from(lines.map((line) => (sse ? `data: ${line}\n\n` : `${line}\n`)).join(""));
          const at = where % (bytes.length + 1);
          assert.deepEqual(meaning(dialect, [bytes.subarray(0, at), bytes.subarray(at)]), meaning(dialect, [bytes]));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("JSON nested a hundred thousand deep is one bad event", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { answer } = readBody(openaiChat, [Buffer.from(`data: {"choices":${deep}}\n\n`)]);
    assert.equal(answer.badEvents, 1);
  });

  it("a field named __proto__ changes no object", () => {
    readBody(openaiChat, [
      Buffer.from('data: {"__proto__":{"polluted":1},"choices":[{"__proto__":{"polluted":1}}]}\n\n'),
    ]);
    assert.equal("polluted" in {}, false);
  });
});
