import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { failingFiles } from "../../../../tests/support/store/faults.js";
import { newFolder } from "../../../../tests/support/store/run.js";
import { crc32c } from "../journal/formats/journal-line.js";
import { fileDigest, sha256 } from "./checksum.js";
import { parseSafely } from "./safe-json.js";
import { writeAtomically } from "./write-atomically.js";
import { lockHolder, takeLock } from "./writer-lock.js";

test("checksums agree with their published answers", async () => {
  // RFC 3720 B.4 (its bytes are given in the other order); the first is the check value of the CRC catalogue.
  assert.equal(crc32c(Buffer.from("123456789")), "e3069283");
  assert.equal(crc32c(Buffer.alloc(32)), "8a9136aa");
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), "62a8ab43");
  assert.equal(crc32c(Buffer.from(Array.from({ length: 32 }, (_, index) => index))), "46dd794e");
  const path = join(await newFolder(), "abc");
  await writeFile(path, "abc");
  assert.deepEqual(await fileDigest(path), { sha256: sha256("abc"), bytes: 3 }); // FIPS 180-4, one-block message
});

test("JSON that is too deep, too long or names a prototype is refused; what JSON can say comes back", () => {
  assert.throws(() => parseSafely("[".repeat(65) + "]".repeat(65)), /at most 64 deep/);
  assert.throws(() => parseSafely("[".repeat(200_000)), Error);
  assert.throws(() => parseSafely(`[${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}]`), /deep/);
  assert.throws(() => parseSafely('{"a":{"__proto__":{"x":1}}}'), /without a key __proto__/);
  assert.throws(() => parseSafely(" ".repeat(64 * 1024 * 1024 + 1)), /at most/);
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes("__proto__"));
      assert.deepEqual(parseSafely(text), JSON.parse(text));
    }),
  );
});

test("a file is written whole or not at all, whichever call fails, and no other file is left", async () => {
  const folder = await newFolder();
  const path = join(folder, "x.json");
  await writeAtomically(path, "old");
  for (const fault of ["ENOSPC", "EIO", "EMFILE", "torn", "short"] as const) {
    for (let at = 1; ; at++) {
      await writeAtomically(path, "old");
      const files = failingFiles(fault, at, "once");
      const error = await writeAtomically(path, "new and longer", files).then(
        () => null,
        (reason: unknown) => reason,
      );
      const found = await readFile(path, "utf8");
      assert.ok(found === "old" || found === "new and longer", found);
      if (error === null) assert.equal(found, "new and longer");
      assert.deepEqual(await readdir(folder), ["x.json"]);
      if (files.calls() < at) break;
    }
  }
});

test("of twenty that take a lock at once exactly one gets it", async () => {
  const folder = await newFolder();
  for (let round = 0; round < 3; round++) {
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(folder, "writer")));
    const locks = taken.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    assert.equal(locks.length, 1);
    await Promise.all(locks.map((lock) => lock.release()));
    assert.deepEqual(await readdir(folder), []);
  }
});

test("eight that wait for a lock take turns", async () => {
  const folder = await newFolder();
  let inside = 0;
  let most = 0;
  let turns = 0;
  const turn = async () => {
    const lock = await takeLock(folder, "writer", { waitMs: 20_000 });
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    turns++;
    await lock.release();
  };
  await Promise.all(Array.from({ length: 8 }, turn));
  assert.deepEqual([most, turns], [1, 8]);
});

test("the lock of a dead process is taken over, that of another machine or a foreign file is not", async () => {
  const folder = await newFolder();
  const leave = (name: string, holder: unknown) => writeFile(join(folder, name), JSON.stringify(holder));
  const startedAt = "2026-11-22T10:00:00.000Z";
  // Process numbers end at 4194304 (PID_MAX_LIMIT of 64-bit Linux, proc(5)), so that one never runs.
  await leave("writer-1-a.lock", { processId: 4_194_304 + 7, host: hostname(), birth: null, startedAt });
  await leave("writer-2-b.lock", { processId: process.pid, host: hostname(), birth: "an earlier boot:1", startedAt });
  const lock = await takeLock(folder, "writer");
  assert.equal((await readdir(folder)).length, 1, "the files of the dead are gone");
  assert.equal((await lockHolder(folder, "writer"))?.processId, process.pid);
  await lock.release();
  await leave("writer-3-c.lock", { processId: 1, host: "another-machine", birth: null, startedAt });
  await assert.rejects(takeLock(folder, "writer"), /got process 1 on another-machine writing since 2026/);
  await writeFile(join(folder, "writer-3-c.lock"), "rubbish");
  await assert.rejects(takeLock(folder, "writer"), /cannot read the lock .*delete it if no run is writing here/);
});
