import type { ServerMetrics } from "../../../types/index.js";
import type { PageReading } from "./fetch-page.js";
import type { PageReader } from "./page-reader.js";

/** Where a server tells its metrics, and with what it is asked. */
export interface MetricsSource {
  readonly url: string;
  /** The target's own headers; none where the page has another origin than the target. */
  readonly headers: Readonly<Record<string, string>>;
  /** The variable that holds the target's key, and the header that carries it; null where none is sent. */
  readonly key: { readonly variable: string; readonly header: string | null } | null;
}

/** Reads a server's metrics now and then; never faster than they are answered. */
export interface MetricsWatch {
  /** The last reading; null where there is none, or none that is fresh. */
  latest(): ServerMetrics | null;
  /** Reads once more, when no reading is under way and the last one was cheap enough. */
  refresh(): Promise<void>;
}

/** What a watch needs of its surroundings. */
export interface MetricsWorld {
  readonly reader: PageReader;
  readonly now: () => number;
  readonly everyMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hears why there is no reading: each reason once, and at most three. */
  readonly note: (reason: string) => void;
}

/** Reading may keep its thread busy for one part in this many of the time, 0.5 % of a core, and at the beginning for this long besides. */
const BUSY_PART = 200;
const HEAD_START_MS = 20;
const MOST_REASONS = 3;
/** A reading counts for this many intervals, and a second more, as that of the graphics cards does. */
const FRESH_INTERVALS = 3;
const FRESH_MS = 1000;

/** Watches one page of metrics. A page that takes long to parse is read less often, so that watching stays cheap. */
export function watchMetrics(
  source: MetricsSource,
  { reader, now, everyMs, environment, note }: MetricsWorld,
): MetricsWatch {
  let latest: ServerMetrics | null = null;
  let reading: Promise<void> | null = null;
  const beganMs = now();
  let spentMs = 0;
  const nextMs = () => beganMs + (spentMs - HEAD_START_MS) * BUSY_PART;
  const reasons = new Set<string>();
  const request = { url: source.url, headers: headersOf(source, environment) };
  const take = (page: PageReading, atMs: number) => {
    latest = page.kind === "read" ? { atMs, ...page.page } : null;
    if (page.kind === "read" || reasons.has(page.reason) || reasons.size >= MOST_REASONS) return;
    reasons.add(page.reason);
    note(page.reason);
  };
  const read = async () => {
    const { reading: page, busyMs } = await reader.read(request);
    spentMs += busyMs;
    take(page, now());
  };
  return {
    latest() {
      if (latest === null) return null;
      const freshUntilMs = Math.max(latest.atMs, nextMs()) + FRESH_INTERVALS * everyMs + FRESH_MS;
      return now() <= freshUntilMs ? latest : null;
    },
    refresh() {
      if (reading === null && now() < nextMs()) return Promise.resolve();
      reading ??= read().finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}

function headersOf({ headers, key }: MetricsSource, environment: MetricsWorld["environment"]): Record<string, string> {
  const value = key === null ? undefined : environment[key.variable]?.trim();
  if (key === null || value === undefined || value === "") return { ...headers };
  return { ...headers, ...(key.header === null ? { authorization: `Bearer ${value}` } : { [key.header]: value }) };
}
