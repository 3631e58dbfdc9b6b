import { countText } from "../../text/number-text.js";
import { loadText } from "./load-words.js";
import type { FigureOptions } from "./options.js";

/** The caption of a figure of rows that were computed elsewhere: what the rows are, then runs, load and notes. */
export function rowCaption(sentences: readonly string[], options: FigureOptions): string {
  const runs = options.runs === undefined || options.runs === 1 ? [] : [countText(options.runs, "run")];
  const sent = options.load === undefined ? [] : [loadText(options.load), ...(options.sending ?? [])];
  const load = sent.length === 0 ? [] : [`Load: ${sent.join("; ")}`];
  const all = [...sentences, ...[...runs, ...load].map((text) => `${text}.`), ...(options.notes ?? [])];
  return all.map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)).join(" ");
}
