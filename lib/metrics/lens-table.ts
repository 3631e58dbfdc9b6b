import { checkRows } from "../arguments/check-values.js";
import type { LensRow } from "./definition-lens.js";

/** What one tool would say of an answer, in one line; null where it has no such word or the trial lacks what it needs. */
export interface LensTableRow {
  readonly tool: string;
  readonly timeToFirstTokenMs: number | null;
  readonly interTokenLatencyMs: number | null;
  readonly timePerOutputTokenMs: number | null;
  readonly definition: string;
}

/** The word that a tool's metric belongs to; null for metrics of other words. */
export function lensWord({ metric }: LensRow): "TTFT" | "ITL" | "TPOT" | null {
  if (metric === "TTFT" || metric === "TPOT") return metric;
  return metric === "ITL" || metric === "ITL mean" || metric === "ITL = TPOT" ? "ITL" : null;
}

/**
 * The definition lens as a table, a line a tool: the same three words side by side, and how the tool makes them. The value
 * for "ITL = TPOT", which is one thing by our definitions, is in both columns.
 *
 * @example
 * bb.showTable(bb.inspect.lensTable(bb.inspect.definitionLens(trial)));
 */
export function lensTable(rows: readonly LensRow[]): LensTableRow[] {
  checkRows("lensTable", "rows", rows, "the list of rows that definitionLens gives");
  return [...new Set(rows.map(({ tool }) => tool))].map((tool) => {
    const own = rows.filter((row) => row.tool === tool);
    const value = (word: string) => own.find((row) => lensWord(row) === word)?.value ?? null;
    const named = own.filter((row) => lensWord(row) !== null);
    return {
      tool,
      timeToFirstTokenMs: value("TTFT"),
      interTokenLatencyMs: value("ITL"),
      timePerOutputTokenMs: own.some(({ metric }) => metric === "ITL = TPOT") ? value("ITL") : value("TPOT"),
      definition: named.map(({ metric, formula }) => `${metric}: ${formula}`).join("; "),
    };
  });
}
