import { createHash } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../../arguments/describe-value.js";
import { optionalPackage } from "../../project.js";
import { messageOf } from "../../text/error-message.js";
import { refuseDamagedGguf } from "../gguf-checkpoint.js";
import { knownModels } from "../model-files.js";
import { engineCutter } from "./engine-cutter.js";
import { tokenizerJsonOf } from "./gguf-tokenizer.js";
import type { Cutter, Tokenizer } from "./tokenizer.js";
import { tokenizerFromJson } from "./tokenizer-json.js";

/** No vocabulary in use needs more: Gemma's 262,144 tokens take 33 MB. */
const mostBytes = 256 * 1024 * 1024;

const opened = new Map<string, Promise<Tokenizer>>();

/**
 * Opens a tokenizer: a `tokenizer.json` or the folder that holds it, a GGUF file, or the name of a model, each looked for from the
 * working folder and in the weights folder. Kept open as long as the file keeps its size and time.
 * @throws one sentence: where it was looked for, or what is wrong with the file.
 */
export async function openTokenizer(name: string, weightsDirectory: string): Promise<Tokenizer> {
  const file = await tokenizerFile(name, weightsDirectory);
  const { size, mtimeMs } = await stat(file);
  if (size > mostBytes && !(await isGguf(file)))
    throw new Error(
      `expected a tokenizer.json of at most ${mostBytes / 1024 / 1024} MiB, got ${file} of ${size} bytes`,
    );
  const key = `${file}\0${size}\0${mtimeMs}`;
  const found = opened.get(key) ?? ((await isGguf(file)) ? fromGguf(file) : fromJson(file));
  opened.set(key, found);
  found.catch(() => opened.delete(key));
  return found;
}

async function tokenizerFile(name: string, weightsDirectory: string): Promise<string> {
  const known = Object.hasOwn(knownModels, name) ? knownModels[name] : undefined;
  const places = [path.resolve(name), path.join(weightsDirectory, known ?? name)];
  const candidates = places.flatMap((place) => [place, path.join(place, "tokenizer.json"), `${place}.gguf`]);
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  throw new Error(
    `expected a tokenizer.json, its folder, a .gguf file or a known model (${Object.keys(knownModels).join(", ")}), ` +
      `got "${name}": none at ${places.join(" or ")}`,
  );
}

const isFile = (candidate: string) =>
  stat(candidate).then(
    (found) => found.isFile(),
    () => false,
  );

async function isGguf(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === "GGUF";
  } finally {
    await handle.close();
  }
}

async function fromJson(file: string): Promise<Tokenizer> {
  const text = await readFile(file, "utf8");
  const beside = path.join(path.dirname(file), "tokenizer_config.json");
  const config = (await isFile(beside)) ? parsed(beside, await readFile(beside, "utf8")) : {};
  const cutter = await tokenizerFromJson(parsed(file, text), isRecord(config) ? config : {}).catch((error) => {
    throw new Error(`${file} is no tokenizer.json: ${messageOf(error)}`);
  });
  return { file, sha256: sha256Of(text), ...cutter };
}

async function fromGguf(file: string): Promise<Tokenizer> {
  await refuseDamagedGguf(file);
  const { readGgufFileInfo } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const { metadata } = await readGgufFileInfo(file, { readTensorInfo: false, logWarnings: false });
  const vocabulary = metadata.tokenizer?.ggml;
  if (!vocabulary?.tokens?.length) throw new Error(`${file} holds no vocabulary`);
  const json = tokenizerJsonOf(vocabulary);
  const cutter: Cutter = json === null ? await engineCutter(file) : await tokenizerFromJson(json);
  return { file, sha256: sha256Of(JSON.stringify(vocabulary)), ...cutter };
}

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is no JSON: expected a tokenizer.json, its folder, or a .gguf file`);
  }
}
