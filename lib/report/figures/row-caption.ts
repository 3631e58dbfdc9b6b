import { countText } from "../number-text.js";
import { type FigureOptions, loadText } from "./options.js";

/** The caption of a figure of rows that were computed elsewhere: what the rows are, then runs, load and notes. */
export function rowCaption(sentences: readonly string[], options: FigureOptions): string {
  const runs = options.runs === undefined || options.runs === 1 ? [] : [countText(options.runs, "run")];
  const load = options.load === undefined ? [] : [`Load: ${loadText(options.load)}`];
  const all = [...sentences, ...[...runs, ...load].map((text) => `${text}.`), ...(options.notes ?? [])];
  return all.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}
