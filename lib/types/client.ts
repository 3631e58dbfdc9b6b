/** Percentiles of something the client waited for, in milliseconds. */
export interface ClientDelay {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** A short self-check before anything is sent: what this process can tell apart now. */
export interface ClientSelfCheck {
  /** The smallest step of the clock that was seen. */
  readonly timerResolutionMs: number;
  /** How late the runner's own waiting was, over `waits` waits: how late a scheduled request leaves at best. */
  readonly sleepLatenessMs: ClientDelay;
  readonly waits: number;
  /** One byte to a socket of this process and back, over `roundTrips`: below this a time to first token says nothing. */
  readonly loopbackRoundTripMs: ClientDelay | null;
  readonly roundTrips: number;
  readonly tookMs: number;
}

/** What the client had to do with one target; measured requests only, warm-ups are left out. */
export interface ClientOfTarget {
  readonly target: string;
  readonly requests: number;
  /** Time in which at least one request was in the client's hands. */
  readonly busyMs: number;
  /** Requests in hand, summed over time: divided by `busyMs` it is how many were in hand on average. */
  readonly inHandMs: number;
  /** How often the event loop stood still while a request was in hand, for how long together and at most. */
  readonly stalls: number;
  readonly stalledMs: number;
  readonly longestStallMs: number;
}

/** What a process saw of its own event loop while it measured. Null is what the platform does not tell. */
export interface EventLoopStats {
  readonly elapsedMs: number;
  /** How late the event loop was for a timer, beyond its interval (a heartbeat of 15 ms). Null when nothing was sampled. */
  readonly eventLoopDelayMs: ClientDelay | null;
  /** Share of the time in which the event loop was not waiting. Waiting for an exact instant to send counts as busy. */
  readonly eventLoopUtilisation: number;
  /** Processor time of the whole process as a share of one core; an engine in this process is part of it. */
  readonly cpuShare: number;
  /** How often the thread of the event loop had to be scheduled, and how long it waited for a processor. Linux only. */
  readonly processor: { readonly turns: number; readonly ranMs: number; readonly waitedMs: number } | null;
  readonly garbageCollection: { readonly pauses: number; readonly totalMs: number; readonly longestMs: number };
  readonly targets: readonly ClientOfTarget[];
}

/** One of several processes that sent and stamped: its own loop, and of each target only the requests that it sent. */
export interface LoadWorkerStats extends EventLoopStats {
  readonly processId: number;
}

/** What one measuring process saw of itself while it measured. */
export interface ClientRecord extends EventLoopStats {
  readonly floor: ClientSelfCheck | null;
  /** From a trial's end until its row was on the disk. Null when no row was stored. */
  readonly storingMs: ClientDelay | null;
  readonly rowsStored: number;
  /**
   * Where other processes sent and stamped, what they saw of themselves: the event loops that the trials depend on are theirs,
   * and the rest of this record is of the one that planned and wrote. One that was lost has told nothing. Absent where this
   * process sent by itself, and in runs from before senders told.
   */
  readonly senders?: readonly LoadWorkerStats[];
}
