import type { RunVerdict } from "../types/index.js";

/**
 * What a finding does to the verdict of a run: `client` makes it clientLimited, `invalid` INVALID, `few` too-few, `drift` drifting;
 * a `note` is told and decides nothing.
 */
export type FindingKind = "client" | "invalid" | "few" | "drift" | "note";

/** Something found out about a run, in a sentence without its full stop. */
export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

/** Findings of one kind. */
export const found = (kind: FindingKind, texts: readonly string[]): Finding[] => texts.map((text) => ({ kind, text }));

/** From the gravest on: the first kind that was found is the verdict. */
const GRAVEST_FIRST = [
  ["client", "clientLimited"],
  ["invalid", "INVALID"],
  ["few", "too-few"],
  ["drift", "drifting"],
] as const;

/** The verdict that findings come to: the gravest kind decides, and the reasons of the others follow its own. */
export function verdictOf(findings: readonly Finding[]): Required<RunVerdict> {
  const textsOf = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind).map(({ text }) => text);
  const [decided] = GRAVEST_FIRST.filter(([kind]) => textsOf(kind).length > 0);
  return {
    kind: "run-judgement",
    verdict: decided?.[1] ?? "VALID",
    reasons: GRAVEST_FIRST.flatMap(([kind]) => textsOf(kind)),
    notes: textsOf("note"),
  };
}
