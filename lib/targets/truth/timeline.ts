/** What a server that knows the truth does in every answer, in milliseconds from when it has the whole request. */
export interface Timeline {
  readonly roleAtMs: number;
  readonly firstTokenAtMs: number;
  readonly gapMs: number;
  readonly tokens: number;
  /** A silence of so long before the token with this number. */
  readonly stall?: { readonly beforeToken: number; readonly ms: number };
}

/** What the server did in one answer: instants on the clock that all processes of a machine share. */
export interface Truth {
  readonly prompt: string;
  readonly receivedAtMs: number;
  readonly tokensWrittenAtMs: readonly number[];
  readonly endedAtMs: number;
}

/** The clock that two processes of one machine share: milliseconds since 1970, as finely as `performance.now`. */
export const sharedNow = (): number => performance.timeOrigin + performance.now();

/** Resolves when the shared clock shows that instant. A timer may fire a little early, so it is set again. */
export async function until(atMs: number): Promise<void> {
  for (let left = atMs - sharedNow(); left > 0; left = atMs - sharedNow())
    await new Promise((resolve) => setTimeout(resolve, left));
}
