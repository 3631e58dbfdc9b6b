/** A plan that was written down, with its hash, before anything was measured: what a run is later held to. */
export interface SealedPlan {
  readonly schema: 1;
  /** What is asked, as its asker wrote it. */
  readonly question: string;
  /** When the plan was sealed, ISO 8601. */
  readonly sealedAt: string;
  /** Each target with the SHA-256 of its settings. The first is the baseline that the others are compared with. */
  readonly targets: readonly { readonly name: string; readonly sha256: string }[];
  /** The one metric that decides. */
  readonly metric: string;
  /** The relative change that counts: 0.05 for 5 %. Smaller ones are no difference. */
  readonly margin: number;
  readonly cases: {
    readonly name: string;
    readonly version: string;
    readonly sha256: string;
    readonly count: number;
  };
  readonly repetitions: number;
  readonly limits: Readonly<Record<string, number>> | null;
  /** SHA-256 of the canonical JSON of all other fields. */
  readonly sha256: string;
}
