const waiting: (() => void)[] = [];

/**
 * Does this in a turn of the event loop of its own, after the sockets that are ready have been read, in the order of the calls.
 * What follows an answer (the package's own work, the trial, its row) takes a fraction of a millisecond; when dozens of
 * answers end together, done at once it would hold up the stamps of all the others.
 */
export function inOwnTurn(task: () => void): void {
  waiting.push(task);
  if (waiting.length === 1) setImmediate(doNext);
}

function doNext(): void {
  const task = waiting.shift();
  if (waiting.length > 0) setImmediate(doNext);
  task?.();
}
