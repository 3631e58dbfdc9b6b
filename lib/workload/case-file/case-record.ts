import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { Case, Check, Message } from "../../types/index.js";
import { checkedCheck } from "./case-check.js";
import { conversationFrom, withImages } from "./case-messages.js";
import { requestFrom } from "./case-request.js";
import { isText, unknownKeys } from "./raw-value.js";

/** Every field of a case. */
export const caseKeys = [
  ...["id", "prompt", "kind", "system", "expected", "checks", "maxTokens", "messages"],
  ...["images", "generation", "tools", "responseFormat"],
] as const;

/** The longest id and set name: both are shown in tables and go into file names. */
export const longestName = 200;

/**
 * Turns one raw record of a case file into a `Case`, or lists all that is wrong with it.
 * An optional field that is missing, null or an empty text becomes null; without an id it is `defaultId`. Images are read from
 * `folder`.
 */
export function caseFromRecord(
  raw: unknown,
  defaultId: string,
  folder: string,
): { readonly case: Case } | { readonly problems: readonly string[] } {
  if (!isRecord(raw)) return { problems: [`expected an object with a "prompt", got ${describeValue(raw)}`] };
  const problems: string[] = [];
  const unknown = unknownKeys(raw, caseKeys);
  if (unknown !== null) problems.push(unknown);
  const asked = isNothing(raw.messages) ? askedPrompt(raw, problems) : askedConversation(raw, folder, problems);
  const { recorded, prompt, system } = asked;
  const messages = isNothing(raw.images) ? asked.messages : withPictures(asked, raw.images, folder, problems);
  const made: Case = {
    id: idOf(raw.id, defaultId, problems),
    kind: optionalText(raw, "kind", problems),
    prompt,
    system,
    expected: optionalText(raw, "expected", problems) ?? recorded,
    checks: checksOf(raw.checks, problems),
    ...requestFrom(raw, problems),
    ...(messages === null ? {} : { messages }),
  };
  return problems.length === 0 ? { case: made } : { problems };
}

/** What a case asks. */
interface Asked {
  readonly prompt: string;
  readonly system: string | null;
  readonly messages: readonly Message[] | null;
  /** The answer that stands after the last question of a conversation. */
  readonly recorded: string | null;
}

function askedPrompt(raw: Readonly<Record<string, unknown>>, problems: string[]): Asked {
  const { prompt } = raw;
  if (!isText(prompt)) problems.push(`expected prompt to be a text that is not empty, got ${describeValue(prompt)}`);
  const system = optionalText(raw, "system", problems);
  return { prompt: typeof prompt === "string" ? prompt : "", system, messages: null, recorded: null };
}

/** A conversation's prompt and system message are its last and first turn; where they are given as well, they must be these. */
function askedConversation(raw: Readonly<Record<string, unknown>>, folder: string, problems: string[]): Asked {
  const given = optionalText(raw, "system", problems);
  const read = conversationFrom(raw.messages, folder);
  if ("problem" in read) {
    problems.push(read.problem);
    return { prompt: "", system: null, messages: null, recorded: null };
  }
  const { recorded } = read.value;
  const begun = read.value.messages[0];
  const own = begun?.role === "system" ? begun.content : null;
  if (own !== null && given !== null && own !== given)
    problems.push("expected one system message, got one in system and another in messages");
  const messages =
    own === null && given !== null
      ? [{ role: "system" as const, content: given }, ...read.value.messages]
      : read.value.messages;
  const prompt = messages.at(-1)?.content ?? "";
  if (!isNothing(raw.prompt) && raw.prompt !== prompt)
    problems.push(`expected prompt or messages, got both, and messages end with another question`);
  return { prompt, system: own ?? given, messages, recorded };
}

/** The turns of a case with its images in the last one. */
function withPictures(
  { prompt, system, messages }: Asked,
  images: unknown,
  folder: string,
  problems: string[],
): readonly Message[] | null {
  const begun: readonly Message[] = system === null ? [] : [{ role: "system", content: system }];
  const turns = messages ?? [...begun, { role: "user", content: prompt } as const];
  const last = turns.at(-1);
  if (last === undefined) return null;
  const shown = withImages(last, images, folder);
  if ("value" in shown) return [...turns.slice(0, -1), shown.value];
  problems.push(shown.problem);
  return null;
}

const isNothing = (value: unknown) => value === undefined || value === null || value === "";

/**
 * Says what is wrong with a name (of a case or a set); null when it will do.
 *
 * @example
 * nameProblem("capital-of-france"); // => null
 */
export function nameProblem(name: unknown): string | null {
  if (!isText(name)) return `a text that is not empty, got ${describeValue(name)}`;
  if (name.length > longestName) return `at most ${longestName} characters, got ${name.length}`;
  return /\p{Cc}/u.test(name) ? `no control characters, got ${describeValue(name)}` : null;
}

function idOf(raw: unknown, defaultId: string, problems: string[]): string {
  if (raw === undefined || raw === null) return defaultId;
  const id = typeof raw === "number" && Number.isFinite(raw) ? String(raw) : raw;
  const problem = nameProblem(id);
  if (problem !== null) problems.push(`expected id to be ${problem}`);
  return typeof id === "string" ? id : defaultId;
}

function optionalText(raw: Record<string, unknown>, key: string, problems: string[]): string | null {
  const value = raw[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.trim() === "" ? null : value;
  problems.push(`expected ${key} to be a text or null, got ${describeValue(value)}`);
  return null;
}

function checksOf(raw: unknown, problems: string[]): readonly Check[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    problems.push(`expected checks to be a list, got ${describeValue(raw)}`);
    return [];
  }
  return raw.flatMap((entry: unknown, at): readonly Check[] => {
    const checked = checkedCheck(entry);
    if ("value" in checked) return [checked.value];
    problems.push(`checks[${at}]: ${checked.problem}`);
    return [];
  });
}
