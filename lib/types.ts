// The nouns, in the order of the data: what is sent, what came of it, what answers, what is kept. Everything is plain, readonly and
// JSON-safe; unknown is null, never 0 and never NaN.

export type * from "./types-client.js";
export type * from "./types-driver.js";
export type * from "./types-run.js";
export type * from "./types-trial.js";
export type * from "./types-workload.js";
