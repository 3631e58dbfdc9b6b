import { llamaTarget, ollamaTarget, openaiTarget, type Target, transformersTarget } from "../index.js";

/**
 * A target from one word of a command line: the name or path of a GGUF model, `transformers:MODEL`, `ollama:MODEL` or
 * `ollama:MODEL@HOST`, `openai:MODEL@BASE_URL` with a query such as `?api-version=2024-10-21` where the server wants one. Weights in this process are read into memory, so that resident memory counts
 * each once.
 * @throws when the word is empty, or an openai model comes without its address.
 */
export function targetFrom(word: string): Target {
  const [, kind = "llama", rest = word] = /^(llama|transformers|ollama|openai):(.+)$/.exec(word) ?? [];
  if (rest.trim() === "") throw new Error(`expected the name of a model, got ${JSON.stringify(word)}`);
  const at = rest.search(/@https?:\/\//);
  const [model, address] = at < 0 ? [rest, null] : [rest.slice(0, at), rest.slice(at + 1)];
  if (kind === "ollama") return ollamaTarget({ model, ...(address === null ? {} : { host: address }) });
  if (kind === "transformers") return transformersTarget({ model: rest });
  if (kind === "llama") return llamaTarget({ model: rest, useMmap: false });
  if (address === null)
    throw new Error(
      `expected openai:MODEL@BASE_URL with an address that begins with http, got ${JSON.stringify(word)}`,
    );
  const [baseUrl = address, query] = address.split(/\?(.*)/s);
  return openaiTarget({ model, baseUrl, ...(query ? { query: Object.fromEntries(new URLSearchParams(query)) } : {}) });
}
