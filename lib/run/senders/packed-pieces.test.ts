import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import type { ArrivalKind } from "../../types/index.js";
import { packPieces, unpackPieces } from "./packed-pieces.js";

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

const piece = fc.record(
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
test("pieces come out as they went in, also by way of another process", () => {
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const across: ReturnType<typeof packPieces> = deserialize(serialize(packPieces(pieces)));
      assert.deepEqual([...unpackPieces(across)], pieces);
    }),
  );
});
