import type { Arm } from "../metrics/paired-cases.js";
import { firstOf } from "../text/list-text.js";
import type { Finding, FindingCode, Trial } from "../types/index.js";
import { finding } from "./codes.js";

/** What a driver warned of in single trials that has a code of its own, and what it did to them. */
const CODED: readonly { readonly code: FindingCode; readonly warning: RegExp; readonly what: string }[] = [
  {
    code: "thought-not-closed",
    warning: /^thought_not_closed$/,
    what: "are all thought, which the model did not close",
  },
  {
    code: "events-without-blank-line",
    warning: /^events_without_blank_line$/,
    what: "came as events without a blank line between them, which other clients may not read",
  },
  {
    code: "last-event-not-closed",
    warning: /^last_event_not_closed$/,
    what: "ended in an event that no blank line closed, which other clients may drop",
  },
  {
    code: "stream-labeled-otherwise",
    warning: /^stream_labelled_as=/,
    what: "were streams of events that the server labeled as something else",
  },
];

const PROMPT_CUT = "prompt_cut";

const isCoded = (warning: string, { kind }: Trial["outcome"]) =>
  warning === PROMPT_CUT || (kind === "answered" && CODED.some((coded) => coded.warning.test(warning)));

/** That a server answered something else than was asked, since it read only a part of the prompt. */
export function promptCut({ name, trials }: Arm): Finding[] {
  const cut = trials.filter(({ outcome }) => outcome.warnings.includes(PROMPT_CUT)).length;
  if (cut === 0) return [];
  const text = `${name} read only a part of the prompt in ${cut} of ${trials.length} trials: it was cut`;
  return [finding("prompt-cut", "invalid", name, text)];
}

/** In how many answers of a target the driver met what has a code of its own, with the labels that a stream had. */
export function codedWarnings({ name, trials }: Arm): Finding[] {
  const answered = trials.filter(({ outcome }) => outcome.kind === "answered");
  return CODED.flatMap(({ code, warning, what }) => {
    const found = answered.flatMap(({ outcome }) => outcome.warnings.find((one) => warning.test(one)) ?? []);
    if (found.length === 0) return [];
    const labels = [...new Set(found.flatMap((one) => one.split("=")[1] ?? []))];
    const which = labels.length === 0 ? "" : ` (${firstOf(labels)})`;
    return [finding(code, "note", name, `${name}: ${found.length} of ${answered.length} answers ${what}${which}`)];
  });
}

/** How often the drivers warned of anything else, in all trials. */
export function otherWarnings(trials: readonly Trial[]): Finding[] {
  const counts = new Map<string, number>();
  for (const { phase, outcome } of trials)
    for (const warning of phase === "measured" ? outcome.warnings : [])
      if (!isCoded(warning, outcome)) counts.set(warning, (counts.get(warning) ?? 0) + 1);
  if (counts.size === 0) return [];
  return [finding("trial-warnings", "note", null, `warnings in trials: ${tally(counts)}`)];
}

/** The counts of a few things, the most frequent first. */
export function tally(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return firstOf(
    sorted.map(([value, count]) => `${count} × ${value}`),
    6,
  );
}
