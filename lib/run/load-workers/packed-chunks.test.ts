import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import type { ArrivalKind } from "../../types/index.js";
import { packChunks, unpackChunks } from "./packed-chunks.js";

// Exhaustive, so that a new kind of arrival does not compile until it is tried here.
const everyKind: Readonly<Record<ArrivalKind, true>> = {
  answer: true,
  reasoning: true,
  "tool-call": true,
  role: true,
  empty: true,
  usage: true,
  comment: true,
  end: true,
  bad: true,
};

const chunk = fc.record(
  {
    atMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
    kind: fc.constantFrom(...(Object.keys(everyKind) as ArrivalKind[])),
    text: fc.oneof(fc.string({ unit: "binary" }), fc.constant("\ud83d"), fc.constant("\ude00"), fc.constant("")),
    tokens: fc.option(fc.nat()),
    readIndex: fc.nat(),
  },
  { noNullPrototype: true },
);

// Node's "advanced" serialization between processes is that of v8.
test("chunks come out as they went in, also by way of another process", () => {
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const across: ReturnType<typeof packChunks> = deserialize(serialize(packChunks(chunks)));
      assert.deepEqual([...unpackChunks(across)], chunks);
    }),
  );
});
