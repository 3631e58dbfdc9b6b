/** A fixed number of things, each used by one task at a time. */
export interface Pool<T> {
  /** Runs the task with a free one, waiting for it in order of asking; it is free again when the task has ended. */
  use<R>(task: (item: T) => Promise<R>): Promise<R>;
}

/** A {@link Pool} over these items. */
export function pool<T>(items: readonly T[]): Pool<T> {
  const free = [...items];
  const waiting: ((item: T) => void)[] = [];
  const release = (item: T) => {
    const next = waiting.shift();
    if (next) next(item);
    else free.push(item);
  };
  return {
    async use(task) {
      const item = free.pop() ?? (await new Promise<T>((resolve) => waiting.push(resolve)));
      try {
        return await task(item);
      } finally {
        release(item);
      }
    },
  };
}
