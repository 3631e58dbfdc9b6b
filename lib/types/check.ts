/** One check of an answer, as data in a case file. */
export type Check = CheckKind & {
  /** Which part of the answer is checked; all of it where this is left out. */
  readonly answerFrom?: AnswerFrom;
};

/**
 * A part of an answer: all of it, the longest JSON object or list in it, its last line that is not empty, the content of its last
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
