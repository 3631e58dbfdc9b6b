import type { OpenAI as OpenaiPackage } from "openai";
import type {
  Driver,
  DriverRequest,
  DriverWorld,
  OpenDriver,
  RequestNeed,
  Target,
  Timeouts,
} from "../../types/index.js";
import { type OpenaiTarget, readOpenaiTarget } from "../openai-target.js";
import { hiddenTexts } from "../secrets/stored-target.js";
import { SharedFetch } from "./connection/package-call.js";
import { httpDriver } from "./http-driver.js";
import { scrubber } from "./wire/clean-text.js";
import { openaiChat, openaiCompletions } from "./wire/openai-dialects.js";
import { openaiHint } from "./wire/openai-hints.js";
import { openaiInfo } from "./wire/openai-info.js";
import { joinedPrompt, openaiFields, openaiMessages } from "./wire/openai-request.js";

/**
 * Opens a target of kind `openai`: asks the server what it is and makes its driver. The package openai makes the requests
 * (no retry, no time limit of its own); the project's transport carries, stamps and parses.
 * @throws when no server answers, or when the environment variable with the key is not set.
 */
export const openOpenaiDriver: OpenDriver = async (
  { kind: _kind, ...settings }: Target,
  world: DriverWorld,
): Promise<Driver> => {
  const target = readOpenaiTarget(settings);
  const key = readKey(target, world);
  const authorization = keyHeaders(target, key);
  const { OpenAI } = await import("openai");
  const info = await openaiInfo(target, world, { ...target.headers, ...authorization });
  const scrub = scrubber([key, ...hiddenTexts(target)]);
  const completions = target.api === "completions";
  const shared = new SharedFetch();
  const client = new OpenAI(clientOptions(target, key, shared.fetch));
  return httpDriver({
    info,
    origin: new URL(target.baseUrl).origin,
    now: world.now,
    sleepUntil: world.sleepUntil,
    dialect: { ...(completions ? openaiCompletions : openaiChat), asksWhole: target.stream === false },
    scrub,
    able: ableTo(completions ? 'api "completions" sends one text: leave api out' : true),
    hintOf: (status, body) => openaiHint(target, status, body),
    errorBody: (text) => text,
    readsBody: false, // it is asked for the response as it is
    warnings: ({ system }) => (completions && system !== null ? ["system_prompt_joined"] : []),
    ...(target.stream === false ? { limits: withoutFirst } : {}),
    call: (fetch, request) => shared.through(fetch, (headers) => create(client, target, request, headers)),
  });
};

/** The chat API takes all of it; whether the model does, the server says. */
const ableTo = (all: true | string): Pick<Driver, RequestNeed> => ({
  conversations: all,
  images: all,
  imageUrls: all,
  tools: all,
  responseFormat: all,
});

/** A whole answer has no first byte before it is done, and no first token: only the limit of the whole holds. */
const withoutFirst = (timeouts: Timeouts): Timeouts => ({ ...timeouts, firstByteMs: null, firstTokenMs: null });

/** The headers that carry the key: `Authorization`, or the one that the target names. */
function keyHeaders({ apiKeyHeader }: OpenaiTarget, key: string | null): Record<string, string> {
  if (key === null) return {};
  return apiKeyHeader === undefined ? { authorization: `Bearer ${key}` } : { [apiKeyHeader]: key };
}

function readKey({ apiKeyEnv }: OpenaiTarget, world: DriverWorld): string | null {
  if (apiKeyEnv === null) return null;
  const key = world.environment[apiKeyEnv];
  if (key === undefined || key.trim() === "")
    throw new Error(`the environment variable ${apiKeyEnv} is not set: put the API key into it before the run`);
  if (/[^\x21-\x7e]/.test(key.trim()))
    throw new Error(
      `the environment variable ${apiKeyEnv} holds no API key: it has spaces or characters that no key has`,
    );
  return key.trim();
}

/** Everything that the package would read from the environment by itself is given, so that a run depends on its target only. */
function clientOptions(target: OpenaiTarget, key: string | null, fetch: typeof globalThis.fetch) {
  return {
    baseURL: target.baseUrl,
    apiKey: key ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: "off" as const,
    defaultQuery: target.query,
    defaultHeaders: { ...target.headers, authorization: null, ...keyHeaders(target, key) },
    fetch,
  };
}

function create(
  client: OpenaiPackage,
  target: OpenaiTarget,
  request: DriverRequest,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const common = { ...openaiFields(target, request), model: target.model, stream: target.stream ?? true };
  return target.api === "completions"
    ? client.completions.create({ ...common, prompt: joinedPrompt(request) }, { headers }).asResponse()
    : client.chat.completions.create({ ...common, messages: openaiMessages(request) }, { headers }).asResponse();
}
