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

/**
 * An instant of this process's `performance.now()` on the monotonic clock that all processes of a machine share, in
 * milliseconds. `performance.timeOrigin` would not do: it is the wall clock as each process saw it when it began, tens of
 * milliseconds apart in two processes. Right to about a microsecond.
 */
export const sharedAtMs = (performanceMs: number): number => originMs + performanceMs;

/** Now, on the clock that all processes of a machine share; its numbers are no dates. */
export const sharedNow = (): number => sharedAtMs(performance.now());

const originMs = closestOriginMs();

/** Where `performance.now()` is 0 on the clock that `process.hrtime` tells: of several readings the one that took least. */
function closestOriginMs(): number {
  let closest = { widthMs: Number.POSITIVE_INFINITY, originMs: 0 };
  for (let reading = 0; reading < 20; reading++) {
    const before = process.hrtime.bigint();
    const nowMs = performance.now();
    const widthMs = Number(process.hrtime.bigint() - before) / 1e6;
    if (widthMs < closest.widthMs) closest = { widthMs, originMs: Number(before) / 1e6 + widthMs / 2 - nowMs };
  }
  return closest.originMs;
}

/** Resolves when the shared clock shows that instant. A timer may fire a little early, so it is set again. */
export async function until(atMs: number): Promise<void> {
  for (let left = atMs - sharedNow(); left > 0; left = atMs - sharedNow())
    await new Promise((resolve) => setTimeout(resolve, left));
}
