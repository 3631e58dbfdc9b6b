const number = { type: "number" } as const;
const whole = { type: "integer", minimum: 0 } as const;
const orNull = (shape: object) => ({ anyOf: [{ type: "null" }, shape] });
const record = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: "object",
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});

const delay = record({ p50: number, p90: number, p99: number, max: number });
const floor = record({
  timerResolutionMs: number,
  sleepLatenessMs: delay,
  waits: whole,
  loopbackRoundTripMs: orNull(delay),
  roundTrips: whole,
  tookMs: number,
});
const target = record({
  target: { type: "string" },
  requests: whole,
  busyMs: number,
  inHandMs: number,
  stalls: whole,
  stalledMs: number,
  longestStallMs: number,
});

const loop = {
  elapsedMs: number,
  eventLoopDelayMs: orNull(delay),
  eventLoopUtilisation: number,
  cpuShare: number,
  processor: orNull(record({ turns: whole, ranMs: number, waitedMs: number })),
  garbageCollection: record({ pauses: whole, totalMs: number, longestMs: number }),
  targets: { type: "array", items: target },
};

/** The shape of what a measuring process saw of itself, within a session record. */
export const clientShape: object = record(
  { ...loop, floor: orNull(floor), storingMs: orNull(delay), rowsStored: whole },
  { senders: { type: "array", items: record({ processId: whole, ...loop }) } },
);
