import { isTarget } from "../arguments/is-target.js";
import type { Driver, DriverRequest, Message, OpenDriver, Target } from "../types/index.js";
import { compressPrompt } from "../workload/compress-prompt.js";

/**
 * Opens targets of kind `compressing`: each prompt is compressed on its way to the target inside. The system message is sent as
 * it is. `openers` are those of the other kinds.
 */
export function compressingOpener(
  openers: Readonly<Record<string, OpenDriver>>,
  compress: (prompt: string) => string = compressPrompt,
): OpenDriver {
  return async (target, world): Promise<Driver> => {
    const inner = innerOf(target);
    const open = inner !== null && Object.hasOwn(openers, inner.kind) ? openers[inner.kind] : undefined;
    if (inner === null || open === undefined)
      throw new Error(
        `expected a target of kind ${Object.keys(openers).join(", ")} inside, got ${JSON.stringify(inner?.kind ?? null)}`,
      );
    const driver = await open(inner, world);
    return {
      ...driver,
      info: { ...driver.info, details: { ...driver.info.details, compressPrompt: true } },
      begin: () => driver.begin?.(),
      send: (request, observer, signal) => driver.send(compressed(request, compress), observer, signal),
      close: () => driver.close(),
    };
  };
}

/** Of a conversation its question, as of any other request: what was said before it stays as it is. */
function compressed(request: DriverRequest, compress: (prompt: string) => string): DriverRequest {
  const prompt = compress(request.prompt);
  const { messages } = request;
  if (messages === undefined) return { ...request, prompt };
  const turns = messages.map((turn, at) =>
    at === messages.length - 1 ? compressedTurn(turn, prompt, compress) : turn,
  );
  return { ...request, prompt, messages: turns };
}

/** The last turn with a shorter text; beside images each of its texts. */
function compressedTurn(turn: Message, content: string, compress: (prompt: string) => string): Message {
  const { parts } = turn;
  if (parts === undefined) return { ...turn, content };
  const shorter = parts.map((part) => (part.type === "text" ? { ...part, text: compress(part.text) } : part));
  return { ...turn, content, parts: shorter };
}

function innerOf({ inner }: Target): Target | null {
  return isTarget(inner) ? inner : null;
}
