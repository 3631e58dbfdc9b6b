import { shortName } from "../../text/label-text.js";
import { numberText, percentText } from "../../text/number-text.js";
import type { Sample, ServerMetrics } from "../../types/index.js";

/** What a server's metrics said at the instant of a sample; null where they were not read. */
export const metricsIn = ({ servers = [] }: Sample, target: string): ServerMetrics | null =>
  servers.find((server) => server.target === target)?.metrics ?? null;

/** The targets whose metrics were read at least once, in the order of their first reading. */
export const targetsWithMetrics = (samples: readonly Sample[]): readonly string[] => [
  ...new Set(
    samples.flatMap(({ servers = [] }) => servers.flatMap(({ target, metrics }) => (metrics ? [target] : []))),
  ),
];

/** All that each server's metrics said, in the order of the samples: one walk, however many servers there are. */
function toldByTarget(samples: readonly Sample[]): ReadonlyMap<string, readonly ServerMetrics[]> {
  const told = new Map<string, ServerMetrics[]>();
  for (const { servers = [] } of samples)
    for (const { target, metrics } of servers) {
      if (!metrics) continue;
      const own = told.get(target);
      if (own === undefined) told.set(target, [metrics]);
      else own.push(metrics);
    }
  return told;
}

/** The highest values of one target. */
interface Peaks {
  readonly target: string;
  readonly waiting: number | null;
  readonly running: number | null;
  readonly cacheShare: number | null;
  /** How often it took a running request's memory away while it was watched. */
  readonly preemptions: number | null;
}

function peaksOf(target: string, told: readonly ServerMetrics[]): Peaks {
  const highest = (read: (metrics: ServerMetrics) => number | null) =>
    told.reduce<number | null>((most, metrics) => {
      const value = read(metrics);
      return value === null || (most !== null && most >= value) ? most : value;
    }, null);
  const counts = told.flatMap(({ preemptions }) => preemptions ?? []);
  const grown = counts.slice(1).reduce((sum, count, at) => sum + Math.max(0, count - (counts[at] ?? count)), 0);
  return {
    target: shortName(target),
    waiting: highest(({ waitingRequests }) => waitingRequests),
    running: highest(({ runningRequests }) => runningRequests),
    cacheShare: highest(({ cacheUseShare }) => cacheUseShare),
    preemptions: counts.length === 0 ? null : grown,
  };
}

/** The longest queue of any server. */
export function serverMetricsTitle(samples: readonly Sample[]): string {
  const peaks = [...toldByTarget(samples)].map(([target, told]) => peaksOf(target, told));
  const [queued] = peaks.filter(({ waiting }) => waiting !== null).sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0));
  if (queued !== undefined)
    return queued.waiting === 0
      ? `No request was seen waiting at the server of ${queued.target}${peaks.length > 1 ? " or another" : ""}`
      : `At most ${numberText(queued.waiting)} requests wait at the server of ${queued.target}`;
  const [busy] = peaks.filter(({ running }) => running !== null).sort((a, b) => (b.running ?? 0) - (a.running ?? 0));
  return busy === undefined
    ? "The servers told their metrics, but no count of requests"
    : `At most ${numberText(busy.running)} requests run at the server of ${busy.target}`;
}

/** One sentence for each target: its peaks, as far as its server tells them. */
export function serverMetricsSentences(samples: readonly Sample[], targets: readonly string[]): string[] {
  const told = toldByTarget(samples);
  return targets.map((name) => {
    const { target, running, waiting, cacheShare, preemptions } = peaksOf(name, told.get(name) ?? []);
    const parts = [
      ...(running === null ? [] : [`${numberText(running)} running`]),
      ...(waiting === null ? [] : [`${numberText(waiting)} waiting`]),
      ...(cacheShare === null ? [] : [`cache ${percentText(cacheShare)} full`]),
    ];
    const most = parts.length === 0 ? "no gauge" : `at most ${parts.join(", ")}`;
    return `${target}: ${most}${preemptions === null ? "" : `, ${numberText(preemptions)} preemptions`}.`;
  });
}
