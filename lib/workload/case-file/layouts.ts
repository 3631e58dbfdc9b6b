import { isRecord } from "../../arguments/describe-value.js";
import type { Checked } from "./case-check.js";
import { fromPromptfoo, isPromptfoo } from "./promptfoo-layout.js";
import { choiceRecord, contextRecord, questionRecord } from "./question-layouts.js";
import type { Fields } from "./raw-value.js";

/** The layouts that load by themselves, and `benchbook`, this project's own. */
export type LayoutName =
  | "benchbook"
  | "openai-messages"
  | "sharegpt"
  | "squad"
  | "multiple-choice"
  | "question-answer"
  | "alpaca"
  | "vllm"
  | "promptfoo";

/** A public layout: by what it is known, and how its record becomes one of this project's own. */
export interface PublicLayout {
  readonly name: LayoutName;
  /** What its records hold, for a message. */
  readonly holds: string;
  readonly fits: (record: Fields) => boolean;
  /** Gives a record with the keys of a case; keys that nobody knows stay in it and are then refused by their names. */
  readonly read: (record: Fields) => Checked<Fields>;
  /** For each field of a case, the columns that it may be made of. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Columns that may be there and are passed over: they say nothing about the prompt. */
  readonly unread: readonly string[];
}

/** Settings of a request that are the target's and the run's here. */
const requestSettings = [
  ...["model", "stream", "stream_options", "temperature", "top_p", "seed", "user", "store", "metadata"],
  ...["method", "url"],
];

/** In the order in which they are tried. */
export const publicLayouts: readonly PublicLayout[] = [
  {
    name: "openai-messages",
    holds: "messages of { role, content }",
    fits: (record) => "messages" in record || (isRecord(record.body) && "messages" in record.body),
    read: fromOpenai,
    columns: {
      id: ["custom_id"],
      messages: ["messages", "body"],
      maxTokens: ["max_tokens", "max_completion_tokens"],
      tools: ["tools"],
      responseFormat: ["response_format"],
    },
    unread: requestSettings,
  },
  {
    name: "sharegpt",
    holds: "conversations of { from, value }",
    fits: has("conversations"),
    read: ({ conversations, ...rest }) => ({ value: { ...rest, messages: conversations } }),
    columns: { messages: ["conversations"], expected: ["conversations"] },
    unread: [],
  },
  {
    name: "squad",
    holds: "context, question and answers",
    fits: (record) => has("context", "question")(record) && ("answers" in record || "answer" in record),
    read: contextRecord,
    columns: { prompt: ["context", "question"], expected: ["answers", "answer"] },
    unread: ["title", "is_impossible"],
  },
  {
    name: "multiple-choice",
    holds: "question, choices and answer",
    fits: (record) => has("question", "choices")(record) || has("question", "options", "answer")(record),
    read: choiceRecord,
    columns: {
      prompt: ["question", "choices", "options"],
      expected: ["answer", "answerKey"],
      checks: ["answer", "answerKey"],
      kind: ["subject", "category"],
    },
    unread: ["question_id", "question_concept", "answer_index", "cot_content", "src"],
  },
  {
    name: "question-answer",
    holds: "question and answer",
    fits: has("question", "answer"),
    read: questionRecord,
    columns: { prompt: ["question"], expected: ["answer"] },
    unread: [],
  },
  {
    name: "alpaca",
    holds: "instruction and output",
    fits: (record) => "instruction" in record && ("output" in record || "response" in record),
    read: fromAlpaca,
    columns: { prompt: ["instruction", "input", "context"], expected: ["output", "response"], kind: ["category"] },
    unread: ["text"],
  },
  {
    name: "vllm",
    holds: "prompt and output_tokens",
    fits: has("prompt", "output_tokens"),
    read: ({ output_tokens, ...rest }) => ({ value: { ...rest, maxTokens: digits(output_tokens) } }),
    columns: { prompt: ["prompt"], maxTokens: ["output_tokens"] },
    unread: [],
  },
  {
    name: "promptfoo",
    holds: "vars, or variables beside __expected",
    fits: isPromptfoo,
    read: fromPromptfoo,
    columns: { prompt: ["vars"], expected: ["__expected", "assert"], checks: ["__expected", "assert"] },
    unread: ["__description", "description"],
  },
];

/** Every name that `format` may have. */
export const layoutNames: readonly LayoutName[] = ["benchbook", ...publicLayouts.map(({ name }) => name)];

function has(...keys: readonly string[]): (record: Fields) => boolean {
  return (record) => keys.every((key) => key in record);
}

/** A request to the chat API, alone or as the body of a line of a batch file. */
function fromOpenai({ custom_id, body, ...record }: Fields): Checked<Fields> {
  const id = custom_id === undefined ? {} : { id: custom_id };
  if (!isRecord(body)) return { value: { ...id, ...asCaseFields(record) } };
  const { messages, maxTokens, tools, responseFormat, ...others } = asCaseFields(body);
  const strange = Object.entries(others).filter(([name]) => !requestSettings.includes(name));
  const named = Object.fromEntries(strange.map(([name, value]) => [`body.${name}`, value]));
  return { value: { ...id, ...record, messages, maxTokens, tools, responseFormat, ...named } };
}

/** The fields of a request to the chat API that are fields of a case by another name. */
function asCaseFields({ max_tokens, max_completion_tokens, response_format, ...rest }: Fields): Fields {
  const limit = max_completion_tokens ?? max_tokens;
  return {
    ...rest,
    ...(limit === undefined ? {} : { maxTokens: limit }),
    ...(response_format === undefined ? {} : { responseFormat: response_format }),
  };
}

function fromAlpaca({ instruction, input, context, output, response, category, ...rest }: Fields): Checked<Fields> {
  const added = [input, context].filter((text) => text !== undefined && text !== null && text !== "");
  const strange = [instruction, ...added].find((text) => typeof text !== "string");
  if (strange !== undefined) return { problem: "expected instruction and input to be texts" };
  const kind = category === undefined ? {} : { kind: category };
  return { value: { ...rest, ...kind, prompt: [instruction, ...added].join("\n\n"), expected: output ?? response } };
}

/** A number that a table holds as its digits. */
const digits = (value: unknown) => (typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value);
