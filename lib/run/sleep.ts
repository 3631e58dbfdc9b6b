/**
 * Waits until an instant of `performance.now()`, and never returns before it: a timer counts from when its turn of the event loop
 * began, and so may end too early. A timer alone is up to 1.5 ms late, so the last stretch is watched turn by
 * turn of the event loop, which stays free for sockets and tokens; not where `about` is exact enough. Returns early when the
 * signal is aborted.
 */
export async function sleepUntil(
  atMs: number,
  signal: AbortSignal,
  precision: "exact" | "about" = "exact",
): Promise<void> {
  const coarseMs = 1.5; // what a timer may be late by
  while (!signal.aborted) {
    const leftMs = atMs - performance.now();
    if (leftMs <= 0) return;
    if (precision === "about") await timer(leftMs, signal);
    else await (leftMs > coarseMs + 0.5 ? timer(leftMs - coarseMs, signal) : turn());
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(handle);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const handle = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
