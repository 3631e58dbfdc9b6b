// One clock for all processes of a machine: the kernel's monotonic clock (CLOCK_MONOTONIC), which process.hrtime reads.

/** What to add to this process's `performance.now()` to get milliseconds of the machine's monotonic clock. */
export const monotonicOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds of the machine's monotonic clock. */
export const monotonicNow = () => performance.now() + monotonicOffsetMs;
