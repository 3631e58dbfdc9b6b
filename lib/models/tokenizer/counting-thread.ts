// The thread of a token counter: opens its tokenizer, says so, and counts what it is sent.
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../text/error-message.js";
import { openTokenizer } from "./open-tokenizer.js";
import type { Counted, CountOrder, Opened } from "./token-counter.js";

const { name, weightsDirectory } = workerData as { readonly name: string; readonly weightsDirectory: string };
const say = (report: Opened | Counted) => parentPort?.postMessage(report);

try {
  const { file, sha256, engine, encode } = await openTokenizer(name, weightsDirectory);
  parentPort?.on("message", ({ id, texts }: CountOrder) =>
    say({ kind: "counted", id, counts: texts.map((text) => encode(text).length) }),
  );
  say({ kind: "opened", file, sha256, engine });
} catch (error) {
  say({ kind: "refused", message: messageOf(error) });
}
