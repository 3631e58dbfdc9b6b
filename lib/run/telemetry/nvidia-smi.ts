import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { killChild } from "../kill-child.js";

/** All graphics cards of the machine together. Null is what the driver does not tell. */
export interface GpuReading {
  /** Summed over the cards. */
  readonly memoryUsedMiB: number | null;
  /** Mean over the cards. */
  readonly utilisationPercent: number | null;
  /** Summed over the cards. */
  readonly powerWatts: number | null;
  /** Of the hottest card. */
  readonly temperatureCelsius: number | null;
  /** Whether any card is slowed down by heat or by its power limit. */
  readonly isThrottled: boolean | null;
}

/** Reads the graphics cards as long as it runs. */
export interface GpuWatch {
  /** The last whole reading and when it came; null before the first, and where there is no nvidia-smi. */
  latest(): { readonly reading: GpuReading; readonly atMs: number } | null;
  stop(): void;
}

const fields = ["index", "memory.used", "utilization.gpu", "power.draw", "temperature.gpu"];
/** What the reasons for slow clocks are called: since driver 535, before it, and nowhere. */
const reasons = [["clocks_event_reasons.active"], ["clocks_throttle_reasons.active"], []];
/** Software power cap, hardware slowdown, software and hardware thermal slowdown, power brake (NVML's nvmlClocksEventReasons). */
const slowing = 0x4n | 0x8n | 0x20n | 0x40n | 0x80n;

/**
 * Watches the cards through one nvidia-smi that runs as long as the watch (`-lms`): a process for each reading would cost more
 * than what it reads. Without the program, or when it ends, there is no reading and nothing is thrown.
 */
export function watchGpus(everyMs: number, now: () => number, environment = process.env): GpuWatch {
  let child: ChildProcess | null = null;
  let latest: ReturnType<GpuWatch["latest"]> = null;
  let isOver = false;
  const begin = (attempt: number) => {
    const more = reasons[attempt];
    if (more === undefined || isOver) return;
    const query = [`--query-gpu=${[...fields, ...more].join(",")}`, "--format=csv,noheader,nounits", "-lms"];
    child = spawn("nvidia-smi", [...query, String(everyMs)], {
      stdio: ["ignore", "pipe", "ignore"],
      env: environment,
      windowsHide: true,
    });
    const cards = cardReader((reading) => {
      if (!isOver) latest = { reading, atMs: now() };
    });
    child.on("error", () => {}); // there is no such program
    if (child.stdout) createInterface({ input: child.stdout }).on("line", cards);
    child.on("close", (code) => {
      if (latest === null && code !== null && code > 0) begin(attempt + 1); // it does not know a field
      latest = null;
    });
    child.unref();
  };
  begin(0);
  return {
    latest: () => latest,
    stop() {
      isOver = true;
      latest = null;
      killChild(child);
    },
  };
}

/**
 * Takes nvidia-smi's lines one by one, one for each card, and gives a reading when all cards are in: a card's number
 * that does not grow begins the next round. Other lines (a driver's warning) are ignored.
 */
export function cardReader(take: (reading: GpuReading) => void): (line: string) => void {
  let cards: (readonly (number | null)[])[] = [];
  let throttled: (boolean | null)[] = [];
  let count: number | null = null;
  let last = -1;
  const give = () => {
    if (cards.length > 0) take({ ...together(cards), isThrottled: anyOf(throttled) });
    [cards, throttled, last] = [[], [], -1];
  };
  return (line) => {
    const [index = "", ...cells] = line.split(",").map((cell) => cell.trim());
    if (!/^\d+$/.test(index) || cells.length < fields.length - 1) return;
    if (Number(index) <= last) {
      count = cards.length;
      give();
    }
    last = Number(index);
    cards.push(cells.slice(0, fields.length - 1).map(numberOrNull));
    throttled.push(isSlowed(cells[fields.length - 1]));
    if (cards.length === count) give();
  };
}

function together(cards: readonly (readonly (number | null)[])[]): Omit<GpuReading, "isThrottled"> {
  const column = (index: number) => cards.flatMap((card) => card[index] ?? []);
  const sum = (values: readonly number[]) => (values.length ? values.reduce((a, b) => a + b, 0) : null);
  const [memory, utilization, power, heat] = [column(0), column(1), column(2), column(3)];
  const busy = sum(utilization);
  return {
    memoryUsedMiB: sum(memory),
    utilisationPercent: busy === null ? null : busy / utilization.length,
    powerWatts: sum(power),
    temperatureCelsius: heat.length ? Math.max(...heat) : null,
  };
}

/** `[N/A]`, `[Not Supported]` and `[Unknown Error]` are no numbers. */
const numberOrNull = (cell: string) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null);

const isSlowed = (cell: string | undefined) =>
  cell !== undefined && /^0x[0-9a-f]+$/i.test(cell) ? (BigInt(cell) & slowing) !== 0n : null;

const anyOf = (flags: readonly (boolean | null)[]) => {
  const known = flags.filter((flag) => flag !== null);
  return known.length ? known.includes(true) : null;
};
