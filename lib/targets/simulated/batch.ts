import type { Job } from "./job.js";

/** The answers in service. They share one speed: n of them go at 1 / (1 + slowdown x (n - 1)) each, frozen ones not at all. */
export interface Batch {
  readonly size: number;
  /** Takes a job in, or begins its next word: `stepMs` of work at full speed. */
  begin(job: Job, stepMs: number, atMs: number): void;
  /** Its word is out: the work is booked, and it continues with `begin` or leaves. */
  said(job: Job): void;
  /** Takes a job out, whatever it was doing. */
  leave(job: Job, atMs: number): void;
  freeze(frozen: boolean, atMs: number): void;
  /** The job whose word comes next; null when none is at work. The first that was taken in, where several are due at once. */
  next(): Job | null;
}

/** An empty {@link Batch}. */
export function batch(slowdown: number): Batch {
  const jobs = new Set<Job>();
  let frozen = false;
  let speed = 1;

  /** Only a change of speed touches the due instants, so that an undisturbed answer is exact to the last digit. */
  function changeSpeed(atMs: number) {
    const newSpeed = frozen ? 0 : 1 / (1 + slowdown * Math.max(0, jobs.size - 1));
    if (newSpeed === speed) return;
    for (const job of jobs) {
      job.leftMs = leftAt(job, atMs);
      job.dueAtMs = newSpeed === 0 ? Number.POSITIVE_INFINITY : atMs + job.leftMs / newSpeed;
    }
    speed = newSpeed;
  }
  const leftAt = (job: Job, atMs: number) => (speed === 0 ? job.leftMs : Math.max(0, (job.dueAtMs - atMs) * speed));

  return {
    get size() {
      return jobs.size;
    },
    begin(job, stepMs, atMs) {
      if (!jobs.has(job)) {
        job.leftMs = 0;
        job.dueAtMs = atMs;
        jobs.add(job);
        changeSpeed(atMs);
      }
      job.stepMs = stepMs;
      job.leftMs = stepMs;
      job.dueAtMs = speed === 0 ? Number.POSITIVE_INFINITY : atMs + stepMs / speed;
    },
    said(job) {
      job.workMs += job.stepMs;
      job.stepMs = 0;
    },
    leave(job, atMs) {
      job.workMs += job.stepMs - (job.stepMs === 0 ? 0 : leftAt(job, atMs));
      jobs.delete(job);
      changeSpeed(atMs);
    },
    freeze(now, atMs) {
      frozen = now;
      changeSpeed(atMs);
    },
    next() {
      let next: Job | null = null;
      for (const job of jobs) if (next === null || job.dueAtMs < next.dueAtMs) next = job;
      return next;
    },
  };
}
