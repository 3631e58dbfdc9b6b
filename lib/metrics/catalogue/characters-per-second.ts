import type { Arrival } from "../../types/index.js";
import { metric } from "../metric.js";
import { storedText } from "../stored-text.js";

/**
 * Visible text rate, in characters per second: how fast a reader sees the answer grow. Models cut text into tokens of different
 * sizes, so their decode rates in tokens do not compare; characters do.
 *
 * Characters are Unicode code points of the answer's visible text, spaces and line breaks included; reasoning and tool calls are not
 * visible. Those of the first read that brought visible text do not count, because nothing shows when they were written: a server or
 * a proxy may have held them back. The others are divided by the time from that read to the last visible text. Time in which only
 * reasoning came in between counts as time.
 */
export const charactersPerSecond = metric({
  words: "visible text rate",
  unit: "characters/s",
  fasterWhen: "higher",
  listed: "summaries",
  dependsOn: ["delivery"],
  formula: "characters of visible text after its first read / (last visible text - first visible text)",
  nullWhen:
    "the answer was not streamed, its text was not stored or is not that of its events, or no visible text came after its first read",
  since: 4,
  of({ trial }) {
    const text = storedText(trial);
    return text === null || !trial.streamed ? null : visibleTextRate(text, trial.arrivals);
  },
});

/**
 * Characters per second of a text, by the events that brought it; null where nothing came after the first read, or the lengths of
 * the events, which are in UTF-16 units, do not add up to the text.
 *
 * @example
 * visibleTextRate("Hi 👋 you", [{ kind: "answer", textLength: 2, readIndex: 0, atMs: 50 }, { kind: "answer", textLength: 7, readIndex: 1, atMs: 350 }]); // => 20
 */
export function visibleTextRate(
  text: string,
  arrivals: readonly Pick<Arrival, "kind" | "textLength" | "readIndex" | "atMs">[],
): number | null {
  const visible = arrivals.filter(({ kind, textLength }) => kind === "answer" && textLength > 0);
  const [first, last] = [visible.at(0), visible.at(-1)];
  if (first === undefined || last === undefined || !(last.atMs > first.atMs)) return null;
  const lengthOf = (events: typeof visible) => events.reduce((sum, { textLength }) => sum + textLength, 0);
  if (lengthOf(visible) !== text.length) return null;
  const inFirstRead = lengthOf(visible.filter(({ readIndex }) => readIndex === first.readIndex));
  return (codePoints(text.slice(inFirstRead)) / (last.atMs - first.atMs)) * 1000;
}

const pairs = /[\u{10000}-\u{10ffff}]/gu;

/** Unicode code points, of which some are two UTF-16 units. A half of a pair, where reads cut one, is one. */
function codePoints(text: string): number {
  return text.length - (text.match(pairs)?.length ?? 0);
}
