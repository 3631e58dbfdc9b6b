import * as v from "valibot";
import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { generationFields } from "../../arguments/generation-fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { messageOf } from "../../text/error-message.js";
import type { Case, Generation } from "../../types/index.js";
import type { Fields } from "./raw-value.js";

/** How a case asks, beside what it asks: each field is absent where the case leaves it to the run. */
export type CaseRequest = Pick<Case, "maxTokens" | "generation" | "tools" | "responseFormat">;

const {
  maxTokens: mostTokens,
  temperature,
  topK,
  topP,
  repetitionPenalty,
  seed,
  stop,
  ignoreEndOfSequence,
} = generationFields;
const ownGeneration = settings({
  maxTokens: v.optional(mostTokens),
  temperature: v.optional(temperature),
  topK: v.optional(topK),
  topP: v.optional(topP),
  repetitionPenalty: v.optional(repetitionPenalty),
  seed: v.optional(seed),
  stop: v.optional(stop),
  ignoreEndOfSequence: v.optional(ignoreEndOfSequence),
});

/** Reads how a case asks, and adds what is wrong to `problems`. */
export function requestFrom(raw: Fields, problems: string[]): CaseRequest {
  const { maxTokens: inside, ...generation } = generationOf(raw.generation, problems);
  const outside = maxTokensOf(raw.maxTokens, problems);
  if (inside !== undefined && outside !== null && inside !== outside)
    problems.push(`expected one maxTokens, got ${outside} and ${inside} in generation`);
  const tools = toolsOf(raw.tools, problems);
  const responseFormat = formatOf(raw.responseFormat, problems);
  return {
    maxTokens: outside ?? inside ?? null,
    ...(Object.keys(generation).length === 0 ? {} : { generation }),
    ...(tools === null ? {} : { tools }),
    ...(responseFormat === null ? {} : { responseFormat }),
  };
}

function generationOf(raw: unknown, problems: string[]): NonNullable<Case["generation"]> & { maxTokens?: number } {
  if (raw === undefined || raw === null) return {};
  try {
    const given = checkedOptions("generation", ownGeneration, raw as Partial<Generation>);
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  } catch (error) {
    problems.push(messageOf(error));
    return {};
  }
}

function maxTokensOf(raw: unknown, problems: string[]): number | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === "number" && Number.isSafeInteger(raw) && raw >= 1) return raw;
  problems.push(`expected maxTokens to be a whole number from 1 up or null, got ${describeValue(raw)}`);
  return null;
}

function toolsOf(raw: unknown, problems: string[]): NonNullable<Case["tools"]> | null {
  if (raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0)) return null;
  if (Array.isArray(raw) && raw.every((tool) => isRecord(tool) && typeof tool.type === "string")) return raw;
  const [wrong = raw] = Array.isArray(raw)
    ? raw.filter((tool) => !isRecord(tool) || typeof tool.type !== "string")
    : [];
  problems.push(`expected tools to be a list of { type: "function", function: { … } }, got ${describeValue(wrong)}`);
  return null;
}

function formatOf(raw: unknown, problems: string[]): NonNullable<Case["responseFormat"]> | null {
  if (raw === undefined || raw === null) return null;
  if (isRecord(raw) && typeof raw.type === "string") return raw;
  problems.push(`expected responseFormat to be an object such as { type: "json_object" }, got ${describeValue(raw)}`);
  return null;
}
