import { metric } from "../metric.js";
import { USUAL_WORDS_PER_MINUTE } from "../reading/reading-wait.js";
import { waitsOf, wordTimes } from "../reading/waits.js";

/** Reading wait, in ms: how long a reader of 240 words per minute has caught up with the answer and waits for its next word. */
export const readingWaitMs = metric({
  words: "reading wait",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["answer-length", "delivery"],
  formula: "sum of the waits of a reader of 240 words per minute for a next word that has not fully arrived",
  nullWhen:
    "the answer was not streamed, its text was not stored or is not that of its events, or it has fewer than two words",
  since: 7,
  isRare: true,
  of({ trial }) {
    const { atMs } = wordTimes(trial);
    return atMs === null ? null : waitsOf(atMs, 60_000 / USUAL_WORDS_PER_MINUTE).waitMs;
  },
});
