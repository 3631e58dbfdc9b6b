import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Connection } from "../connection/connection.js";
import { afterTheBurst, type Read, ReadQueue } from "./read-queue.js";

const bytes = (text: string) => Buffer.from(text);

/** Two connections whose reads come when the test says, on a clock that it drives. */
function twoConnections() {
  const clock = { nowMs: 1_000_000 };
  const now = () => clock.nowMs;
  const seen: string[] = [];
  const instants: number[] = [];
  const stream = (name: string) => {
    const connection = new Connection("http://127.0.0.1:9", now, () => {});
    const parse = ({ atMs, bytes: held }: Read) => {
      seen.push(`${name}${held}`);
      instants.push(Math.round((atMs - 1_000_000) * 1000));
    };
    const reads = new ReadQueue({ read: parse }, now);
    const read = (text: string, atMs: number) => {
      clock.nowMs = 1_000_000 + atMs;
      connection.readAtMs = clock.nowMs;
      connection.readIndex += 1;
      reads.take(connection, bytes(text));
    };
    return { connection, reads, read };
  };
  return { seen, instants, a: stream("a"), b: stream("b") };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Turns until as many were parsed: one on a quiet machine, but parsing after a burst has a tenth of a millisecond a turn. */
async function parsed(seen: readonly string[], count: number): Promise<void> {
  for (let turns = 0; seen.length < count && turns < 100; turns++) await turn();
}

describe("reads that come together", () => {
  it("are parsed at once when they come alone, and after the others when they come straight on", async () => {
    const { seen, instants, a, b } = twoConnections();
    a.read("1", 0);
    assert.deepEqual(seen, ["a1"]);
    b.read("1", 0.005);
    a.read("2", 0.01);
    assert.deepEqual(seen, ["a1"], "the second came straight on, so more sockets are ready");
    await parsed(seen, 3);
    assert.deepEqual(seen, ["a1", "b1", "a2"]);
    b.read("2", 5);
    assert.deepEqual(seen, ["a1", "b1", "a2", "b2"]);
    assert.deepEqual(instants, [0, 5, 10, 5000], "each has the instant of its own read, in microseconds here");
  });

  it("keep their order within a stream, and the end comes after them", async () => {
    const { seen, a, b } = twoConnections();
    a.read("1", 0);
    b.read("1", 0.001);
    b.read("2", 3); // comes alone, but after one that waits
    b.reads.whenParsed(() => seen.push("end of b"));
    assert.equal(seen.length, 1);
    await parsed(seen, 4);
    assert.deepEqual(seen, ["a1", "b1", "b2", "end of b"]);
  });

  it("are parsed before anything else is said of the stream", () => {
    const { seen, a, b } = twoConnections();
    a.read("1", 0);
    b.read("1", 0.001);
    assert.equal(b.reads.flush(), true);
    assert.equal(seen.length, 2);
    assert.equal(b.reads.flush(), false);
    b.reads.whenParsed(() => seen.push("end"));
    assert.equal(seen.at(-1), "end");
  });

  it("go on after a task that threw", async () => {
    const done: number[] = [];
    const errors: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => errors.push(error));
    afterTheBurst(() => {
      throw new Error("of a task");
    });
    afterTheBurst(() => done.push(1));
    await turn();
    await turn();
    for (const listener of listeners) process.on("uncaughtException", listener);
    assert.deepEqual([done, errors.map(String)], [[1], ["Error: of a task"]]);
  });
});
