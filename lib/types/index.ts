// The nouns, in the order of the data: what is sent, what came of it, what answers, what is kept. Everything is plain, readonly and
// JSON-safe; unknown is null, never 0 and never NaN.

export type * from "./client.js";
export type * from "./driver.js";
export type * from "./finding.js";
export type * from "./run.js";
export type * from "./trial.js";
export type * from "./workload.js";
