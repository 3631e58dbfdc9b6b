import type { FileHandle } from "node:fs/promises";

/**
 * Walks through the head of a GGUF file, from key to key and from tensor to tensor, and checks that every length fits into
 * the file. Readers of GGUF believe each count that they meet: a damaged one keeps them busy for minutes. Reads the head
 * only, through one window of 1 MiB; for the layout see the GGUF specification (ggml, docs/gguf.md).
 * @throws with what is wrong and at which byte.
 */
export async function walkGgufHead(file: FileHandle): Promise<void> {
  const cursor = cursorOf(file, (await file.stat()).size);
  const magic = (await cursor.take(4)).toString("latin1");
  const version = (await cursor.take(4)).readUInt32LE();
  if (magic !== "GGUF" || version < 2 || version > 3) throw new Error(`it is of version ${version}, not 2 or 3`);
  const tensors = await cursor.count();
  const keys = await cursor.count();
  for (let key = 0; key < keys; key++) {
    await skipText(cursor);
    await skipValue(cursor, await cursor.type());
  }
  for (let tensor = 0; tensor < tensors; tensor++) {
    await skipText(cursor);
    const dimensions = (await cursor.take(4)).readUInt32LE();
    if (dimensions > 8) throw new Error(`a tensor of ${dimensions} dimensions ends at byte ${cursor.at()}`);
    await cursor.skip(dimensions * 8 + 4 + 8); // lengths, type, offset
  }
}

/** A place in a file that can only move forward, and never behind its end. */
interface Cursor {
  take(bytes: number): Promise<Buffer>;
  skip(bytes: number): Promise<void>;
  /** A count of things that take a byte at least, so no more than bytes are left. */
  count(): Promise<number>;
  type(): Promise<number>;
  at(): number;
}

function cursorOf(file: FileHandle, size: number): Cursor {
  let window = Buffer.alloc(0);
  let windowAt = 0;
  let at = 0;
  const mustHave = (bytes: number) => {
    if (bytes > size - at) throw new Error(`at byte ${at} it speaks of ${bytes} bytes, and ${size - at} are left`);
  };
  const cursor: Cursor = {
    async take(bytes) {
      mustHave(bytes);
      if (at + bytes > windowAt + window.length) {
        const fresh = Buffer.allocUnsafe(Math.min(size - at, Math.max(bytes, 2 ** 20)));
        const { bytesRead } = await file.read(fresh, 0, fresh.length, at);
        [window, windowAt] = [fresh.subarray(0, bytesRead), at];
        if (bytesRead < bytes) throw new Error(`at byte ${at} the file ended while it was read`);
      }
      const from = at - windowAt;
      at += bytes;
      return window.subarray(from, from + bytes);
    },
    async skip(bytes) {
      mustHave(bytes);
      at += bytes;
      if (at > windowAt + window.length) window = Buffer.alloc(0);
      if (window.length === 0) windowAt = at;
    },
    async count() {
      const count = Number((await cursor.take(8)).readBigUInt64LE());
      mustHave(count);
      return count;
    },
    async type() {
      return (await cursor.take(4)).readUInt32LE();
    },
    at: () => at,
  };
  return cursor;
}

const skipText = async (cursor: Cursor) => cursor.skip(await cursor.count());

const bytesOf: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const [text, list] = [8, 9];

async function skipValue(cursor: Cursor, type: number): Promise<void> {
  const fixed = bytesOf[type];
  if (fixed !== undefined) return cursor.skip(fixed);
  if (type === text) return skipText(cursor);
  if (type !== list) throw new Error(`at byte ${cursor.at()} stands a value of the unknown type ${type}`);
  const [inner, length] = [await cursor.type(), await cursor.count()];
  const each = bytesOf[inner];
  if (each !== undefined) return cursor.skip(length * each);
  if (inner !== text) throw new Error(`at byte ${cursor.at()} stands a list of the type ${inner}`);
  for (let index = 0; index < length; index++) await skipText(cursor);
}
