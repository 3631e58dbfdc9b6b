import {
  type AnswerPhase,
  clientEdgesMs,
  clientPhases,
  serverEdgesMs,
  serverPhases,
} from "../../metrics/answer-phases.js";
import { quantile } from "../../statistics/quantile.js";
import type { Trial } from "../../types/index.js";

/** Who tells of a bar. */
export type Account = "client" | "server";

/** One phase of a bar: from when to when, in ms since dispatch. */
export interface PhaseSpan {
  readonly phase: AnswerPhase;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The time of a target's answers by phase, by the client's stamps or by its server's account. */
export interface PhaseRow {
  readonly target: string;
  readonly account: Account;
  /** How many answers tell it. */
  readonly n: number;
  readonly spans: readonly PhaseSpan[];
  readonly endMs: number;
}

/**
 * The bars of one target: the client's, and below it the server's own where it tells one. Each edge is the median of its instant
 * over the answers, so the edges of a bar are in order and its end is a median too. The server's has no instants: it begins where the
 * request was sent. None without answers.
 */
export function phaseRows(target: string, trials: readonly Trial[]): readonly PhaseRow[] {
  const stamped = trials.flatMap((trial) => withValue(clientEdgesMs(trial)));
  const told = trials.flatMap((trial) => withValue(serverEdgesMs(trial)));
  const edges = medians(stamped);
  const sentMs = edges[clientPhases.indexOf("sending")] ?? 0;
  const server = medians(told).map((edge) => edge + sentMs);
  return [
    ...rowOf({ target, account: "client", n: stamped.length }, clientPhases, [0, ...edges]),
    ...rowOf({ target, account: "server", n: told.length }, serverPhases, [sentMs, ...server]),
  ];
}

const withValue = <T>(value: T | null): T[] => (value === null ? [] : [value]);

function medians(edges: readonly (readonly number[])[]): number[] {
  const [first = []] = edges;
  return first.map((_, at) =>
    quantile(
      edges.map((each) => each[at] ?? 0),
      0.5,
    ),
  );
}

function rowOf(
  head: Pick<PhaseRow, "target" | "account" | "n">,
  phases: readonly AnswerPhase[],
  edges: readonly number[],
): PhaseRow[] {
  if (head.n === 0) return [];
  const spans = phases.map((phase, at) => ({ phase, fromMs: edges[at] ?? 0, toMs: edges[at + 1] ?? 0 }));
  return [{ ...head, spans: spans.filter(({ fromMs, toMs }) => toMs > fromMs), endMs: edges.at(-1) ?? 0 }];
}
