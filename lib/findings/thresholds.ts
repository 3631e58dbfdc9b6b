/** From where on something is a finding. Every threshold stands here; `docs/findings.md` names them. */
export const thresholds = {
  /** A target with fewer measured trials says too little. */
  fewestTrials: 10,
  /** The share of failed trials that a run without its own error budget may have. */
  errorBudget: 0.1,
  /** Median answer lengths of two targets, and their cached shares of the prompt, may differ by this share. */
  unlikeShare: 0.1,
  /** More lost pairs than this share leave no fair sample. */
  lostShare: 0.1,
  /** Requests may leave this late in the 95th percentile, or by this share of the median latency where that is longer. */
  lateMs: 10,
  lateShare: 0.1,
  /** With more than this share of its pieces in the read of an earlier one, token times describe the delivery. */
  coalescedShare: 0.5,
  /** A trend this unlikely, of a change this large, is a drift. */
  driftLevel: 0.01,
  driftPercent: 2,
  /** NTP may slew the wall clock by 0.05 %, and it is read to the millisecond; more than this is a step. */
  clockStepMs: 1000,
  clockStepShare: 0.001,
  /** Other work on more than this share of the cores makes a machine busy. */
  busyShare: 0.5,
  /** Where processors begin to slow down: 95 °C of AMD's Ryzen 7000, 100 °C of most of Intel's. */
  hotCelsius: 95,
  /** The event loop stood still for this share of the time, at least this often: a p99 is then the client's. */
  stalledShare: 0.01,
  fewestStalls: 3,
  /** One silence this long spoils the worst gap and the slowest answer by itself. */
  longestStallMs: 100,
  /** The event loop waited this long for a processor each time, over at least this many turns. */
  processorWaitMs: 0.5,
  fewestTurns: 100,
  /** The event loop was late by this share of what it stamped, beyond the millisecond that a timer counts in. */
  lateLoopShare: 0.1,
  timerMs: 1,
  /** A hundred beats of the watch, so that a 90th percentile is of ten. */
  fewestWatchedMs: 1500,
  /** A row is on the disk within this time in the 90th percentile. */
  storingMs: 250,
} as const;
