/**
 * Tasks for turns of the event loop of their own, after the sockets that are ready have been read, in the order of the calls. In
 * one turn tasks are done until `longestMs` have passed, then the sockets are looked at again; with 0 each has a turn to itself.
 */
function turnQueue(longestMs: number): (task: () => void) => void {
  const waiting: (() => void)[] = [];
  let isDue = false;
  const doSome = () => {
    const untilMs = performance.now() + longestMs;
    try {
      do waiting.shift()?.();
      while (waiting.length > 0 && performance.now() < untilMs);
    } finally {
      isDue = waiting.length > 0; // also after a task that threw
      if (isDue) setImmediate(doSome);
    }
  };
  return (task) => {
    waiting.push(task);
    if (!isDue) setImmediate(doSome);
    isDue = true;
  };
}

/**
 * Does this in a turn of the event loop of its own. What follows an answer (the package's own work, the trial, its row) takes a
 * fraction of a millisecond; when dozens of answers end together, done at once it would hold up the stamps of all the others.
 */
export const inOwnTurn = turnQueue(0);

/** Does this when the sockets that are ready have been read; 0.1 ms at a time, below what a stamp may be late. */
export const afterTheBurst = turnQueue(0.1);
