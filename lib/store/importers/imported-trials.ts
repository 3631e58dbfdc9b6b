import { checkRecord, checkRows } from "../../arguments/check-values.js";
import type { Arrival, Outcome, Trial, Usage } from "../../types/index.js";
import type { Imported, ImportedRow } from "./imported.js";

/**
 * Trials of another tool's rows, so that `summarize`, `compareRuns`, the figures and the definition lens work on them.
 *
 * Instants count from the first start in the file. The first token is what the tool took for it: vLLM's may be a chunk that
 * only names the role. Arrivals are made of the raw gaps where the file holds them (AIPerf, vLLM) and are empty otherwise, so
 * a stall is seen or unknown, never smoothed away; how long the text of a chunk was is not known and stands as 1.
 * @throws when the rows hold no starts or are no requests: instants that were not measured are not made up.
 * @example
 * bb.summarize(bb.tables.importedTrials(imported));
 */
export function importedTrials(imported: Imported): Trial[] {
  checkRecord("importedTrials", "imported", imported, "what await importResults(…) gives");
  checkRows("importedTrials", "imported.rows", imported.rows, "a list, as await importResults(…) gives");
  const { unit, rows, file, format } = imported;
  if (unit !== "request") {
    throw new Error(
      `expected rows that are requests, got ${file} (${format}), where a row is one ${unit}; use its rows`,
    );
  }
  const without = rows.findIndex(
    (row) => row.startMs === null || (row.outcome === "answered" && row.latencyMs === null),
  );
  if (without >= 0) {
    throw new Error(
      `expected rows with a start and a latency, got ${file} (${format}), whose row ${without + 1} has none; use its rows`,
    );
  }
  return rows.map((row, index) => trialOf(row, index));
}

function trialOf(row: ImportedRow, index: number): Trial {
  const dispatchedAtMs = row.startMs ?? 0;
  const at = (sinceStart: number | null) => (sinceStart === null ? null : dispatchedAtMs + sinceStart);
  const firstTokenAtMs = at(row.timeToFirstTokenMs);
  const arrivals = arrivalsOf(row.chunkGapsMs, firstTokenAtMs);
  return {
    planIndex: index,
    caseId: row.caseId,
    target: row.target,
    repetition: row.repetition,
    phase: row.phase,
    block: index,
    session: 0,
    intendedAtMs: row.intendedStartMs ?? dispatchedAtMs,
    dispatchedAtMs,
    firstByteAtMs: null,
    firstTokenAtMs,
    firstAnswerTokenAtMs: at(row.timeToFirstAnswerTokenMs),
    lastTokenAtMs: firstTokenAtMs === null ? null : (at(row.lastTokenMs) ?? arrivals.at(-1)?.atMs ?? null),
    endAtMs: dispatchedAtMs + (row.latencyMs ?? 0),
    arrivals,
    streamed: firstTokenAtMs !== null,
    usage: usageOf(row),
    respondedModel: null,
    outcome: outcomeOf(row),
  };
}

function arrivalsOf(gaps: readonly number[] | null, firstAtMs: number | null): Arrival[] {
  if (gaps === null || firstAtMs === null) return [];
  let atMs = firstAtMs;
  const instants = [firstAtMs, ...gaps.map((gap) => (atMs += gap))];
  return instants.map((instant, readIndex) => ({
    atMs: instant,
    kind: "answer",
    textLength: 1,
    tokens: null,
    readIndex,
  }));
}

function usageOf(row: ImportedRow): Usage | null {
  const { tokenSource, inputTokens, outputTokens, cachedInputTokens } = row;
  if (tokenSource === null) return null;
  return { source: tokenSource, inputTokens, outputTokens, cachedInputTokens, reasoningTokens: null };
}

function outcomeOf(row: ImportedRow): Outcome {
  const known = { text: row.text ?? "", reasoning: null, warnings: [] };
  switch (row.outcome) {
    case "answered":
      return { kind: "answered", finishReason: null, ...known };
    case "aborted":
      return { kind: "aborted", reason: row.error ?? "stopped by the tool", phase: phaseOf(row), ...known };
    case "failed":
      return {
        ...{ kind: "failed", class: "engine", phase: phaseOf(row), status: null, ...known },
        message: row.error ?? "the file does not say why",
      };
  }
}

const phaseOf = (row: ImportedRow) => (row.timeToFirstTokenMs === null ? "first-token" : "stream");
