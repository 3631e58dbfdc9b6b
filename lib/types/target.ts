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
