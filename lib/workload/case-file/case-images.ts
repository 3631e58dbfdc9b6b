import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { ContentPart } from "../../types/index.js";
import type { Checked } from "./case-check.js";

/** The largest image that the chat APIs take, and the most that a case set may hold: all of it is in memory and goes to every target. */
const largestImage = 20 * 1024 * 1024;
const mostImageBytes = 64 * 1024 * 1024;

type ImagePart = Extract<ContentPart, { type: "image_url" }>;

/** Media types by the first bytes of a file (their specifications: ISO 15948, ISO 10918, GIF89a, RFC 9649). */
const signatures: readonly (readonly [mediaType: string, isOf: (bytes: Buffer) => boolean])[] = [
  ["image/png", (bytes) => bytes.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", (bytes) => bytes.subarray(0, 3).toString("hex") === "ffd8ff"],
  ["image/gif", (bytes) => /^GIF8[79]a$/.test(bytes.subarray(0, 6).toString("latin1"))],
  ["image/webp", (bytes) => /^RIFF[\s\S]{4}WEBP$/.test(bytes.subarray(0, 12).toString("latin1"))],
];

/**
 * An image as a part of a turn: `{ url, detail }`, or its URL or path alone. A file is read now, from `folder` where its path is
 * relative, and becomes a `data:` URL; an address is left to the server.
 */
export function imagePart(raw: unknown, folder: string): Checked<ImagePart> {
  const { url, detail } = isRecord(raw) ? raw : { url: raw, detail: undefined };
  if (typeof url !== "string" || url.trim() === "")
    return { problem: `expected an image to be a path or a URL, got ${describeValue(url)}` };
  const more = typeof detail === "string" ? { detail } : {};
  if (/^https?:\/\//i.test(url)) return { value: { type: "image_url", image_url: { url, ...more } } };
  if (url.startsWith("sha256:"))
    return { problem: "a run keeps only the SHA-256 of an image: load the cases from their file again" };
  const read = url.startsWith("data:") ? dataUrl(url) : imageFile(url, folder);
  if ("problem" in read) return read;
  return { value: { type: "image_url", image_url: { url: read.value.url, ...more }, bytes: read.value.bytes } };
}

interface ImageData {
  readonly url: string;
  readonly bytes: number;
}

function dataUrl(url: string): Checked<ImageData> {
  const data = /^data:image\/[\w.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(url)?.[1];
  if (data === undefined)
    return { problem: `expected a data URL of an image in base64, got ${describeValue(url.slice(0, 40))}` };
  return { value: { url, bytes: Buffer.byteLength(data, "base64") } };
}

function imageFile(given: string, folder: string): Checked<ImageData> {
  const file = path.resolve(folder, given.startsWith("file:") ? fileURLToPath(given) : given);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return { problem: `found no image ${describeValue(given)}: there is no file ${file}` };
  if (found.size > largestImage)
    return { problem: `expected an image of up to 20 MiB, got ${found.size} bytes in ${file}` };
  const bytes = readFileSync(file);
  const [mediaType] = signatures.find(([, isOf]) => isOf(bytes)) ?? [];
  if (mediaType === undefined)
    return { problem: `expected a PNG, JPEG, GIF or WebP image, got other bytes in ${file}` };
  return { value: { url: `data:${mediaType};base64,${bytes.toString("base64")}`, bytes: bytes.length } };
}

/** What is wrong with the images of a whole case set; null when they will do. */
export function imageSizeProblem(parts: readonly ContentPart[]): string | null {
  const bytes = parts.reduce((sum, part) => sum + (part.type === "text" ? 0 : (part.bytes ?? 0)), 0);
  return bytes <= mostImageBytes ? null : `expected images of up to 64 MiB in all, got ${bytes} bytes; split the file`;
}
