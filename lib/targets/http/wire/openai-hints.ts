import type { OpenaiTarget } from "../../openai-target.js";
import { objectOf, objectsOf, parsedOrUndefined, textOf } from "./json-value.js";

/** What a user can do about an HTTP error of a server in the OpenAI form; null where nothing is known. */
export function openaiHint(target: OpenaiTarget, status: number, body: string): string | null {
  const { apiKeyEnv, apiKeyHeader, baseUrl, query } = target;
  if (status === 401 || status === 403) {
    if (apiKeyEnv === null) return "no key was sent: name its variable with apiKeyEnv";
    const sentIn = apiKeyHeader ?? 'Authorization; a gateway may want a header of its own: apiKeyHeader: "api-key"';
    return `the key is that of ${apiKeyEnv}, sent in ${sentIn}`;
  }
  if (wantsVersion(body)) return 'add query: { "api-version": "…" } (--query api-version=…)';
  if (status === 404) {
    const version = query === undefined ? '; some gateways also want query: { "api-version": "…" }' : "";
    return `is ${baseUrl} where the API begins? Most servers want /v1 at the end${version}`;
  }
  return status === 400 || status === 422 || status === 501 ? cureOf(target, refusedParameter(body)) : null;
}

const wantsVersion = (body: string): boolean =>
  /api[-_ ]?version/i.test(body) && /missing|required|must|provide|specif|empty|invalid|unsupported/i.test(body);

const LEFT_OUT = "leave it out of generation, or take it out of the request with";
const CURES: Readonly<Record<string, string>> = {
  stream_options: "take it out with extraBody: { stream_options: null }",
  max_completion_tokens: 'the target\'s maxTokensField: "max_tokens" sends the limit by that name',
  max_tokens:
    'the target\'s maxTokensField: "max_completion_tokens" (--max-tokens-field max_completion_tokens) sends the limit by that name',
  temperature: "leave it to the server with generation: { temperature: null } (--no-temperature)",
  top_p: `${LEFT_OUT} extraBody: { top_p: null }`,
  top_k: `${LEFT_OUT} extraBody: { top_k: null }`,
  seed: `${LEFT_OUT} extraBody: { seed: null }`,
  stop: `${LEFT_OUT} extraBody: { stop: null }`,
  repeat_penalty: "take it out with extraBody: { repeat_penalty: null }",
  repetition_penalty: "take it out with extraBody: { repetition_penalty: null }",
  ignore_eos: "leave ignoreEndOfSequence out of generation",
  stream: "ask for the whole answer at once with stream: false (--no-stream)",
};

function cureOf({ stream }: OpenaiTarget, parameter: string | null): string | null {
  if (parameter === null || (parameter === "stream" && stream === false)) return null;
  return CURES[parameter] ?? null;
}

/** Words of a server that does not know a field at all, or takes no value of it but its own default. */
const REFUSED =
  /unsupported|not support|n't support|unrecogni[sz]ed|unknown|unexpected|extra inputs|extra_forbidden|not (permitted|allowed)|only (its|the) default|not implemented/i;
const PARAMETER = new RegExp(`\\b(${Object.keys(CURES).join("|")}|streaming)\\b`, "i");

/**
 * The field of the request that a server refuses to take: `error.param` of the OpenAI form, the place that FastAPI names, or the
 * first one that the message names. Null where it does not refuse the field, but perhaps its size.
 */
function refusedParameter(body: string): string | null {
  if (!REFUSED.test(body)) return null;
  const json = objectOf(parsedOrUndefined(body));
  const error = objectOf(json?.error) ?? json;
  const [detail] = objectsOf(json?.detail);
  const place = Array.isArray(detail?.loc) ? textOf(detail.loc.at(-1)) : null;
  const named = [textOf(error?.param), place].find((name) => name !== null && Object.hasOwn(CURES, name));
  const told = PARAMETER.exec(textOf(error?.message) ?? textOf(json?.error) ?? body)?.[1]?.toLowerCase() ?? null;
  return named ?? (told === "streaming" ? "stream" : told);
}
