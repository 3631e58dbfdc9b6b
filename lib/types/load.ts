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
