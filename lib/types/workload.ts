import type { Check } from "./check.js";
import type { Load } from "./load.js";
import type { Message, ResponseFormat, ToolDefinition } from "./message.js";
import type { Generation } from "./target.js";

/** One prompt and what a good answer must contain. */
export interface Case {
  readonly id: string;
  /** What sort of task it is, such as `explain`, `extract-json`, `summarise`, `short-answer`. */
  readonly kind: string | null;
  /** The prompt; in a conversation its last question. */
  readonly prompt: string;
  /** The system message; of a conversation its first turn where that is one. */
  readonly system: string | null;
  /** The reference answer; null when none is expected, and then nothing is compared. */
  readonly expected: string | null;
  readonly checks: readonly Check[];
  /** Overrides the run's `generation.maxTokens`; null leaves it to the run. */
  readonly maxTokens: number | null;
  /**
   * Every turn of a conversation, the system message first and the question last. How they are sent is the run's `history`. Absent
   * where the case was written as a prompt.
   */
  readonly messages?: readonly Message[];
  /** Overrides the run's `generation` in what it names. Absent where it names nothing; `maxTokens` is above. */
  readonly generation?: Partial<Omit<Generation, "maxTokens">>;
  /** Tools that the model may call. Absent where there are none. */
  readonly tools?: readonly ToolDefinition[];
  /** The form that the answer must have. Absent where it is free. */
  readonly responseFormat?: ResponseFormat;
}

/**
 * How a case with several user turns is sent. `real`: turn by turn, after the model's own answers. `recorded`: turn by turn, after
 * the answers that the case itself holds. `last-turn`: all of them as one request, which asks the last question.
 */
export type History = "real" | "recorded" | "last-turn";

/** A case as one writes it: only a prompt, or the turns of a conversation, must be there. */
export interface CaseInput {
  readonly prompt?: string;
  /** Turns as the chat APIs have them; a content may be a list of parts: text, or images by `image_url`. */
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[] | null;
  /** A number is taken as its digits. */
  readonly id?: string | number | null;
  readonly kind?: string | null;
  readonly system?: string | null;
  readonly expected?: string | null;
  readonly checks?: readonly Check[] | null;
  readonly maxTokens?: number | null;
  /** Paths of image files, or their URLs, after the text of the prompt. */
  readonly images?: readonly string[] | null;
  readonly generation?: Partial<Generation> | null;
  readonly tools?: readonly ToolDefinition[] | null;
  readonly responseFormat?: ResponseFormat | null;
}

/** A case set as one writes it: what is left out is filled in, and `sha256` is always that of its cases. */
export interface CaseSetInput {
  readonly name?: string;
  readonly version?: string;
  readonly sha256?: string | null;
  readonly layout?: CaseLayout | null;
  readonly tokenizer?: CaseTokenizer | null;
  readonly cases: readonly CaseInput[];
}

/** Who counted the tokens of synthetic prompts: the file, named from the weights folder where it is in there, and its hash. */
export interface CaseTokenizer {
  readonly name: string;
  /** SHA-256 of the `tokenizer.json`, or of the vocabulary in a GGUF file. */
  readonly sha256: string;
}

/** How a case file was understood that is not in Benchbook's own layout. */
export interface CaseLayout {
  /** The layout: `sharegpt`, `alpaca`, …, or `columns` where the reader named them. */
  readonly name: string;
  /** For each field of a case, the columns of the file that it was made of. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that were not read. */
  readonly unread: readonly string[];
}

/** A named, versioned list of cases. `sha256` is of the canonical JSON of the cases, so it changes when they do. */
export interface CaseSet {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly cases: readonly Case[];
  /** Absent where the cases came in Benchbook's own layout. */
  readonly layout?: CaseLayout;
  /** By which every prompt has exactly the number of tokens that was asked for; absent where no tokenizer counted. */
  readonly tokenizer?: CaseTokenizer;
}

/** Warm-up trials are kept and marked, but left out of every statistic. */
export type Phase = "warmup" | "measured";

/** One thing to send: who, what, which time round. */
export interface PlanEntry {
  readonly index: number;
  readonly target: string;
  readonly caseId: string;
  readonly repetition: number;
  readonly phase: Phase;
  /**
   * Entries of one block are of one target and may overlap; the runner drains before it begins the next block. Warm-ups of an open
   * loop have a block each, and those of one target may overlap as well.
   */
  readonly block: number;
  /**
   * When the plan wants it sent, from the start of its block; null in a closed loop and in batches, and for later turns of a
   * conversation, which follow the answer before them.
   */
  readonly intendedOffsetMs: number | null;
  /**
   * Which user turn of its conversation it sends, from 1. The turns of a conversation have indices one after the other. Absent
   * where the case is one request.
   */
  readonly turn?: number;
}

/**
 * The ordered list of everything a run sends: a pure function of options and seed. Of a closed loop with a duration it is the
 * first round of each block: the runner goes round until the time is over, and round r has the index of the first round's
 * entry + r x the number of measured entries.
 */
export interface Plan {
  readonly seed: number;
  readonly order: "interleaved" | "sequential";
  readonly load: Load;
  readonly entries: readonly PlanEntry[];
}
