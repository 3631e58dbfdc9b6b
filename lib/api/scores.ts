// Scores: from an answer's text to numbers, alone or as a scorer for `scoreRun`.

export { bleu, corpusBleu } from "../scoring/bleu.js";
export { checkChoice } from "../scoring/check-choice.js";
export { checkJson } from "../scoring/check-json.js";
export { checkNumber } from "../scoring/check-number.js";
export { checkPattern } from "../scoring/check-pattern.js";
export { checkScorer } from "../scoring/check-scorer.js";
export { chrf, corpusChrf } from "../scoring/chrf.js";
export { exactMatch } from "../scoring/exact-match.js";
export { matchesSchema } from "../scoring/json/matches-schema.js";
export { judgeAgreement } from "../scoring/judging/judge.js";
export { judgePair } from "../scoring/judging/judge-pair.js";
export { mentionsFacts } from "../scoring/mentions-facts.js";
export {
  bleuScorer,
  chrfScorer,
  exactMatchScorer,
  rougeScorer,
  semanticSimilarityScorer,
  tokenF1Scorer,
} from "../scoring/reference-scorers.js";
export { rouge } from "../scoring/rouge.js";
export { defaultScorers, scoreTrial, scoreTrials } from "../scoring/score-trials.js";
export { cosineSimilarity, semanticSimilarity } from "../scoring/semantic-similarity.js";
export { sentenceEncoder } from "../scoring/sentence-encoder.js";
export { tokenF1 } from "../scoring/token-f1.js";
export { withinLength } from "../scoring/within-length.js";
