import { checkFunction } from "../arguments/check-values.js";

/**
 * Runs a long task so that Stop (or Ctrl-C in a script) ends it gently: the first interrupt aborts the signal and the task
 * returns what it has; a second one does what it would have done without us.
 *
 * @example
 * await interruptible(async (signal) => signal.aborted); // => false
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  checkFunction("interruptible", "task", task, ": write interruptible((signal) => …)");
  await null; // tslab's own handling of SIGINT in the synchronous part of a cell kills the kernel if a listener is added there
  const stop = new AbortController();
  const before = process.listeners("SIGINT");
  let presses = 0;
  const onInterrupt: NodeJS.SignalsListener = (signal) => {
    presses++;
    if (presses === 1) stop.abort("interrupted");
    else if (before.length) for (const listener of before) listener(signal);
    else process.exit(130);
  };
  process.on("SIGINT", onInterrupt); // first ours, then the others away: the count must never be 0 in between
  for (const listener of before) process.off("SIGINT", listener);
  try {
    return await task(stop.signal);
  } finally {
    for (const listener of before) process.on("SIGINT", listener);
    process.off("SIGINT", onInterrupt);
  }
}
