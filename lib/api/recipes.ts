// Recipes: five complete jobs, from cases to the files they leave.

export { improvementTable } from "../recipes/baseline/improvements.js";
export { runBaseline as baseline } from "../recipes/baseline/job.js";
export { readModelAnswers as readAnswers } from "../recipes/models/files.js";
export { readModels, runModels as models } from "../recipes/models/job.js";
export { appendResults } from "../recipes/streaming/files.js";
export { runStreaming as streaming } from "../recipes/streaming/job.js";
export { addToCommunityTable, readCommunityTable } from "../recipes/throughput/community.js";
export { runThroughput as throughput } from "../recipes/throughput/job.js";
export { runVariants as variants } from "../recipes/variants/job.js";
export { defaultVariants, makeVariantWeights } from "../recipes/variants/weights.js";
