// Inspect: what happened in a run, its client and its machine.

export { equivalentCommands } from "../comparison/other-tools/equivalent-commands.js";
export { perCorrect } from "../comparison/per-correct.js";
export { assessRun } from "../findings/assess-run.js";
export { clientSummary as client } from "../findings/client-summary.js";
export { driftOverRun as drift } from "../findings/drift.js";
export { findings } from "../findings/findings.js";
export { planDepartures } from "../findings/plan-departures.js";
export { repeatedAnswers } from "../findings/repeated-answers.js";
export { arrivalStatistics } from "../metrics/arrivals/arrival-statistics.js";
export { arrivalsTest as arrivals } from "../metrics/arrivals/arrivals-test.js";
export { chunkGapsMs } from "../metrics/chunk-gaps.js";
export { clientLag } from "../metrics/client/client-lag.js";
export { coalescing } from "../metrics/client/coalesced.js";
export { littlesLaw } from "../metrics/client/littles-law.js";
export { costSummary as cost } from "../metrics/cost/cost.js";
export { definitionLens } from "../metrics/definition-lens.js";
export { energySummary as energy } from "../metrics/energy/energy.js";
export { lensTable } from "../metrics/lens-table.js";
export { memorySummary as memory } from "../metrics/memory-summary.js";
export { readingWait } from "../metrics/reading/reading-wait.js";
export { countTokens } from "../models/tokenizer/count-tokens.js";
export { describeMachine as machine } from "../run/machine.js";
export { sentPrompt } from "../run/measuring/prompt-nonce.js";
