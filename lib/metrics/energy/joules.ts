import type { Stretch } from "../measured-time.js";
import type { Reading } from "./covering.js";

/**
 * Joules of a power curve over a window, by the trapezoidal rule: the power between two readings changes evenly, and at a border
 * without a reading beyond it stays as it was last. Pure.
 * @param readings watts, that cover the window
 * @example
 * joulesOfPower([{ atMs: 0, value: 10 }, { atMs: 1000, value: 30 }], { session: 1, fromMs: 0, toMs: 1000 }); // => 20
 */
export function joulesOfPower(readings: readonly Reading[], { fromMs, toMs }: Stretch): number {
  const inside = readings.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  const points = [at(readings, fromMs), ...inside, at(readings, toMs)];
  let wattMs = 0;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before !== undefined) wattMs += ((point.value + before.value) / 2) * (point.atMs - before.atMs);
  }
  return wattMs / 1000;
}

/**
 * Joules between the borders of a window by a meter that counts on: evenly between two readings, and beyond the last one at the
 * rate of its neighbors. Pure.
 * @param readings joules since the meter began, that cover the window
 * @example
 * joulesOfMeter([{ atMs: 0, value: 5 }, { atMs: 1000, value: 25 }], { session: 1, fromMs: 250, toMs: 750 }); // => 10
 */
export function joulesOfMeter(readings: readonly Reading[], { fromMs, toMs }: Stretch): number {
  return onLine(readings, toMs) - onLine(readings, fromMs);
}

/** The power at an instant: on the line between its neighbors, or that of the nearest reading. */
function at(readings: readonly Reading[], atMs: number): Reading {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return { atMs, value: Number.NaN };
  if (atMs <= first.atMs) return { atMs, value: first.value };
  if (atMs >= last.atMs) return { atMs, value: last.value };
  return { atMs, value: onLine(readings, atMs) };
}

/** The value at an instant on the line through its two neighbors, drawn on beyond the ends. */
function onLine(readings: readonly Reading[], atMs: number): number {
  const next = readings.findIndex((reading, index) => index > 0 && reading.atMs >= atMs);
  const right = readings[next === -1 ? readings.length - 1 : next];
  const left = readings[next === -1 ? readings.length - 2 : next - 1];
  if (left === undefined || right === undefined) return Number.NaN;
  if (right.atMs === left.atMs) return right.value;
  return left.value + ((right.value - left.value) * (atMs - left.atMs)) / (right.atMs - left.atMs);
}
