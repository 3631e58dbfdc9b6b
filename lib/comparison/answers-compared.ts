import { answerKey } from "../metrics/paired-cases.js";
import { isMeasured } from "../metrics/sent.js";
import { type ConfidenceOptions, confidenceOf } from "../statistics/intervals/interval.js";
import { wilsonInterval } from "../statistics/intervals/wilson-interval.js";
import type { Trial } from "../types/index.js";

/** An answer that is not the one it is compared with. */
export interface DifferingAnswer {
  readonly caseId: string;
  readonly repetition: number;
  /** The first character that differs, from 0. */
  readonly character: number;
  /** The piece of the answer that holds it, from 0: a token where a server sends each for itself; null without arrivals. */
  readonly piece: number | null;
  /** Both texts from there on, cut short. */
  readonly alone: string;
  readonly among: string;
}

/** Answers of one run compared with those of another. Cases are the unit: one is the same when all of its answers are. */
export interface AnswersCompared {
  /** Cases that both runs answered. */
  readonly cases: number;
  readonly identical: number;
  /** Share of cases with its interval (Wilson); null without a case. */
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Cases that one of the runs did not answer in full. */
  readonly lost: number;
  readonly differing: readonly DifferingAnswer[];
}

/**
 * Are the answers the same? By case, repetition and turn, thoughts and text alike. Pure.
 *
 * Source: Wilson (1927), JASA 22(158), 209-212.
 */
export function answersCompared(
  alone: readonly Trial[],
  among: readonly Trial[],
  options: ConfidenceOptions = {},
): AnswersCompared {
  const confidence = confidenceOf("answersCompared", options);
  const expected = new Map(alone.filter(isMeasured).map((trial) => [answerKey(trial), trial]));
  const sameByCase = new Map<string, boolean | null>();
  const differing: DifferingAnswer[] = [];
  for (const trial of among.filter(isMeasured)) {
    const other = expected.get(answerKey(trial));
    const isAnswered = other?.outcome.kind === "answered" && trial.outcome.kind === "answered";
    if (other === undefined || !isAnswered) {
      sameByCase.set(trial.caseId, null);
      continue;
    }
    const difference = differenceOf(other, trial);
    if (difference !== null) differing.push(difference);
    const before = sameByCase.get(trial.caseId);
    if (before !== null) sameByCase.set(trial.caseId, (before ?? true) && difference === null);
  }
  const known = [...sameByCase.values()].filter((same) => same !== null);
  const identical = known.filter(Boolean).length;
  const rate = known.length === 0 ? null : wilsonInterval(identical, known.length, { confidence });
  return {
    ...{ cases: known.length, identical, lost: sameByCase.size - known.length, differing },
    ...{ share: rate === null ? null : identical / known.length, low: rate?.low ?? null, high: rate?.high ?? null },
  };
}

const wholeText = ({ outcome }: Trial) => `${outcome.reasoning ?? ""}${outcome.text}`;

const SHOWN = 60;

function differenceOf(alone: Trial, among: Trial): DifferingAnswer | null {
  const [was, is] = [wholeText(alone), wholeText(among)];
  if (was === is) return null;
  let character = 0;
  while (character < Math.min(was.length, is.length) && was[character] === is[character]) character++;
  const from = (text: string) => text.slice(character, character + SHOWN);
  const { caseId, repetition } = among;
  return { caseId, repetition, character, piece: pieceOf(alone, character), alone: from(was), among: from(is) };
}

/** Which piece of an answer holds a character. */
function pieceOf({ arrivals }: Trial, character: number): number | null {
  const pieces = arrivals.filter(({ textLength }) => textLength > 0);
  let seen = 0;
  const piece = pieces.findIndex(({ textLength }) => {
    seen += textLength;
    return seen > character;
  });
  if (pieces.length === 0) return null;
  return piece === -1 ? pieces.length : piece;
}
