/** One check of an answer, as data in a case file. */
export type Check = CheckKind & {
  /** Which part of the answer is checked; all of it where this is left out. */
  readonly answerFrom?: AnswerFrom;
};

/**
 * A part of an answer: all of it, the longest JSON object or list in it, its last line that is not empty, what stands in its last
 * LaTeX `\\boxed{…}`, or what follows its last "answer:" or "answer is" on that line.
 */
export type AnswerFrom = "text" | "json-in-text" | "last-line" | "boxed" | "answer-line";

/**
 * What is checked. `requiredKeys` must be in the JSON answer; `facts` are looked for as text; `number` compares the answer's last
 * number; `choice` is right by its letter (or its `labels`) or its words; `matches` is a regular expression; `schema` a JSON Schema.
 */
export type CheckKind =
  | { readonly kind: "json"; readonly requiredKeys: readonly string[] }
  | { readonly kind: "facts"; readonly facts: readonly string[] }
  | {
      readonly kind: "length";
      readonly maxWords?: number;
      readonly maxCharacters?: number;
      readonly maxSentences?: number;
    }
  | { readonly kind: "exact"; readonly expected: string }
  | { readonly kind: "number"; readonly expected: number; readonly tolerance?: number }
  | {
      readonly kind: "choice";
      readonly expected: string;
      readonly choices: readonly string[];
      readonly labels?: readonly string[];
    }
  | { readonly kind: "matches"; readonly pattern: string; readonly flags?: string }
  | { readonly kind: "schema"; readonly schema: Readonly<Record<string, unknown>> };

/** One turn of a conversation. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  /** The text, of all its parts where it has some. */
  readonly content: string;
  /** The parts of a turn that is not only text, in their order; absent for a text. */
  readonly parts?: readonly ContentPart[];
}

/**
 * A part of a turn as the chat APIs have it. The `url` of an image is a `data:` URL, an address that the server fetches, or, in a
 * manifest, `sha256:…` in place of the data.
 */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image_url";
      readonly image_url: { readonly url: string; readonly detail?: string };
      /** The size of the image; absent where the server fetches it. */
      readonly bytes?: number;
    };

/** A tool as the chat APIs take it, such as `{ type: "function", function: { name, parameters } }`; sent as it is. */
export type ToolDefinition = Readonly<Record<string, unknown>>;

/** The form of an answer as the chat APIs take it, such as `{ type: "json_object" }`; sent as it is. */
export type ResponseFormat = Readonly<Record<string, unknown>>;

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
  readonly cases: readonly CaseInput[];
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
}

/**
 * An engine, a model and its settings as plain data. It crosses to the measuring process, into the manifest and back at
 * resume; the driver of its `kind` acts on it. Further fields belong to the kind.
 */
export interface Target {
  readonly kind: string;
  readonly name: string;
  /**
   * Only in a manifest: what it does not hold of this target, since it may be secret. The paths of these settings, each with two
   * digits by which a resume notices another value. Absent where all of the target is there.
   */
  readonly notStored?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

/** How text is generated. Null leaves a setting to the engine's own default, and the manifest says so. */
export interface Generation {
  readonly maxTokens: number;
  readonly temperature: number | null;
  readonly topK: number | null;
  readonly topP: number | null;
  readonly repetitionPenalty: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[];
  /** True: the end-of-sequence token does not end the answer, which then has exactly `maxTokens` tokens. */
  readonly ignoreEndOfSequence: boolean;
}

/** Separate limits of one trial in milliseconds; null is no limit. */
export interface Timeouts {
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly firstTokenMs: number | null;
  /** The longest silence between two reads once the answer has begun. */
  readonly stallMs: number | null;
  readonly totalMs: number | null;
}

/** How requests are offered to a target. */
export type Load =
  | {
      readonly kind: "closed";
      readonly concurrency: number;
      /** The cases repeat until this much time is over; absent or null where the plan's requests are sent once each. */
      readonly durationSeconds?: number | null;
      /** How long it takes until all are in flight; absent or null where they begin together. */
      readonly rampUpSeconds?: number | null;
    }
  | { readonly kind: "batches"; readonly size: number }
  | {
      readonly kind: "open";
      readonly requestsPerSecond: number;
      readonly arrivals: "constant" | "poisson" | "gamma";
      readonly burstiness: number | null;
      readonly durationSeconds: number | null;
      readonly maxInFlight: number | null;
    }
  | {
      readonly kind: "ramp";
      readonly fromRequestsPerSecond: number;
      readonly toRequestsPerSecond: number;
      readonly durationSeconds: number;
      readonly arrivals: "constant" | "poisson" | "gamma";
      readonly burstiness: number | null;
      readonly maxInFlight: number | null;
    }
  | { readonly kind: "replay"; readonly offsetsMs: readonly number[]; readonly maxInFlight: number | null };

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
