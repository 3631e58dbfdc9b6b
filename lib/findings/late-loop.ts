import { catalogue } from "../metrics/catalogue.js";
import { metricsOf } from "../metrics/trial-metrics.js";
import { quantile } from "../statistics/quantile.js";
import type { EventLoopStats, Finding, Session, Trial } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/**
 * Where the client's event loop was late by more than 10 % of what it measured: a time to first token of 7 ms, stamped
 * by a loop that a tenth of the time comes 3 ms late, may be one of 4 ms. Lateness of the loop (its median and its 90th percentile,
 * less a timer's millisecond) is compared with the median and the 95th percentile of the time to first token, or of the latency where
 * nothing was streamed. Each session by its own loop, of several that sent by the latest; sessions whose engine computes in the
 * measuring process tell nothing of the client.
 */
export function lateLoopLimits(
  trials: readonly Trial[],
  sessions: readonly Session[],
  outside: readonly string[],
): Finding[] {
  return sessions.flatMap((session) => {
    if (session.engines.some((engine) => !outside.includes(engine.target))) return [];
    const loop = latestLoop(session);
    if (loop === null) return [];
    const ofSession = trials.filter((trial) => trial.session === session.session);
    return outside.flatMap((name) =>
      lateFor(name, loop, stampedTimes(ofSession.filter(({ target }) => target === name))),
    );
  });
}

type Delay = NonNullable<EventLoopStats["eventLoopDelayMs"]>;

function latestLoop({ client }: Session): Delay | null {
  if (client === undefined || client === null) return null;
  const delays = (client.senders ?? [client]).flatMap(({ elapsedMs, eventLoopDelayMs }) =>
    eventLoopDelayMs === null || elapsedMs < thresholds.fewestWatchedMs ? [] : [eventLoopDelayMs],
  );
  return delays.toSorted((a, b) => b.p90 - a.p90)[0] ?? null;
}

interface Stamped {
  readonly what: string;
  readonly values: readonly number[];
}

function stampedTimes(trials: readonly Trial[]): Stamped {
  const metrics = trials.filter(({ outcome }) => outcome.kind === "answered").map((trial) => metricsOf(trial));
  const first = metrics.flatMap(({ timeToFirstTokenMs }) => timeToFirstTokenMs ?? []);
  return first.length > 0
    ? { what: catalogue.timeToFirstTokenMs.words, values: first }
    : { what: catalogue.latencyMs.words, values: metrics.flatMap(({ latencyMs }) => latencyMs ?? []) };
}

function lateFor(target: string, delay: Delay, { what, values }: Stamped): Finding[] {
  if (values.length === 0) return [];
  const { timerMs, lateLoopShare } = thresholds;
  const looks = [
    { lateMs: delay.p90, late: "90th percentile", measuredMs: quantile(values, 0.95), measured: "95th percentile" },
    { lateMs: delay.p50, late: "median", measuredMs: quantile(values, 0.5), measured: "median" },
  ];
  const [worst] = looks.filter(({ lateMs, measuredMs }) => lateMs - timerMs > lateLoopShare * measuredMs);
  if (worst === undefined) return [];
  const late = `the client's event loop was late by ${worst.lateMs.toFixed(1)} ms (${worst.late})`;
  const beside = `where the ${what} of ${target} is ${worst.measuredMs.toFixed(1)} ms (${worst.measured})`;
  const text = `${late} ${beside}: more than ${lateLoopShare * 100} % of it may be the client's`;
  return [finding("late-event-loop", "client", target, text)];
}
