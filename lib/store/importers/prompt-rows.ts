import { createHash } from "node:crypto";
import type { ImportedRow } from "./imported.js";

/** A name for a prompt that is the same in every file. */
export function promptId(prompt: string): string {
  return `prompt-${createHash("sha256").update(prompt).digest("hex").slice(0, 12)}`;
}

/** Numbers the rows of the same target and case in their order. */
export function withRepetitions(rows: readonly ImportedRow[]): ImportedRow[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const key = JSON.stringify([row.target, row.caseId]);
    const repetition = times.get(key) ?? 0;
    times.set(key, repetition + 1);
    return { ...row, repetition };
  });
}
