// What is kept of a figure to notice that it changed: its words, its size, its axes, and of each trace its kind and its data.
import { createHash } from "node:crypto";

const rounded = (_key, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value);

/** Six digits of each number: another processor may add in another order. */
const digest = (value) =>
  createHash("sha256")
    .update(JSON.stringify(value, rounded) ?? "none")
    .digest("hex")
    .slice(0, 16);

function extent(values) {
  const known = (values ?? []).filter((value) => typeof value === "number");
  if (known.length === 0) return null;
  const [least, most] = known.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [1 / 0, -1 / 0]);
  return [rounded("", least), rounded("", most)];
}

function traceGolden(trace) {
  const { type, mode = null, name = null, x, y } = trace;
  return { type, mode, name, points: x?.length ?? null, x: extent(x), y: extent(y), data: digest(trace) };
}

function axesOf(layout) {
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key));
  return Object.fromEntries(
    axes.map(([key, axis]) => [
      key,
      { title: axis.title?.text ?? "", range: axis.range ?? null, type: axis.type ?? null },
    ]),
  );
}

/**
 * A figure in short, as its golden file holds it.
 *
 * @param {import("benchbook").Figure} figure
 */
export function goldenOf({ name, layout, data, caption }) {
  const { width, height, margin, title } = layout;
  const annotations = /** @type {{ name?: string, text: string }[]} */ (layout.annotations ?? []);
  const short = {
    name,
    title: title.text,
    caption,
    size: { width, height, margin },
    axes: axesOf(layout),
    annotations: annotations.filter((note) => note.name !== "caption").map((note) => note.text),
    layout: digest(layout),
    traces: data.map(traceGolden),
  };
  return JSON.parse(JSON.stringify(short, rounded));
}

/** The text of a golden file. */
export const goldenText = (figure) => `${JSON.stringify(goldenOf(figure), null, 1)}\n`;
