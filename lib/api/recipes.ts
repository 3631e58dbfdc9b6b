// Recipes: five whole jobs, from cases to the files they leave.

export { compareBaseline as baseline } from "../recipes/baseline/baseline.js";
export { improvementTable } from "../recipes/baseline/baseline-improvements.js";
export { readHarness as readModels, runHarness as models } from "../recipes/models/harness.js";
export { readHarnessFolder as readAnswers } from "../recipes/models/harness-files.js";
export { appendResults } from "../recipes/streaming/results.js";
export { streamBenchmark as streaming } from "../recipes/streaming/stream.js";
export { inferBenchmark as throughput } from "../recipes/throughput/infer.js";
export { addToCommunityTable, readCommunityTable } from "../recipes/throughput/infer-community.js";
export { defaultVariants, makeVariantWeights } from "../recipes/variants/variant-weights.js";
export { runVariants as variants } from "../recipes/variants/variants.js";
