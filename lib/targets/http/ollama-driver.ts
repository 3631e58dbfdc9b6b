import type { Driver, DriverWorld, OpenDriver, RequestNeed, Target } from "../../types/index.js";
import { readOllamaTarget } from "../ollama-target.js";
import { hiddenTexts } from "../secrets/stored-target.js";
import { httpDriver } from "./http-driver.js";
import { scrubber } from "./wire/clean-text.js";
import { objectOf, parsedOrUndefined } from "./wire/json-value.js";
import { ollamaChat, ollamaGenerate } from "./wire/ollama-dialects.js";
import { ollamaInfo } from "./wire/ollama-info.js";
import { chatRequest, generateRequest, ollamaWarnings } from "./wire/ollama-request.js";

/**
 * Opens a target of kind `ollama`: asks for the version and the model and makes its driver. The package ollama makes the
 * requests; the project's transport carries, stamps and parses.
 * @throws when no server answers, or when it has no such model.
 */
export const openOllamaDriver: OpenDriver = async (
  { kind: _kind, ...settings }: Target,
  world: DriverWorld,
): Promise<Driver> => {
  const target = readOllamaTarget(settings);
  const { Ollama } = await import("ollama");
  const info = await ollamaInfo(target, world);
  return httpDriver({
    info,
    origin: new URL(target.host).origin,
    now: world.now,
    sleepUntil: world.sleepUntil,
    dialect: target.api === "chat" ? ollamaChat : ollamaGenerate,
    // The package sends this key by itself to ollama.com, and nowhere else.
    scrub: scrubber([world.environment.OLLAMA_API_KEY, ...hiddenTexts(target)]),
    able: ableTo(target.api === "chat" ? true : 'api "generate" sends one prompt: give api: "chat"'),
    hintOf: ollamaHint,
    errorBody: asErrorJson,
    readsBody: true,
    warnings: (request) => ollamaWarnings(target, request),
    call: (fetch, request) => {
      const client = new Ollama({ host: target.host, fetch });
      return target.api === "chat"
        ? client.chat(chatRequest(target, request))
        : client.generate(generateRequest(target, request));
    },
  });
};

/** Ollama reads images itself and fetches none. */
const ableTo = (chat: true | string): Pick<Driver, RequestNeed> => ({
  conversations: chat,
  images: chat,
  imageUrls: "Ollama fetches no addresses: give the files of the images",
  tools: chat,
  responseFormat: true,
});

/** What helps with an error of Ollama's. */
function ollamaHint(status: number, body: string): string | null {
  if (status === 401) return "the package ollama sends a key to ollama.com only, from OLLAMA_API_KEY";
  if (status !== 400 || !/think/i.test(body)) return null;
  return /value|level/i.test(body)
    ? "this model knows think: true and think: false only, or not this level"
    : "leave think out: this model cannot";
}

/** The package prints to the console when an error is not JSON, so it always gets JSON. */
function asErrorJson(text: string): string {
  const body = objectOf(parsedOrUndefined(text));
  return typeof body?.error === "string" ? text : JSON.stringify({ error: text.trim() });
}
