// The nouns, in the order of the data: what is sent, what came of it, what answers, what is kept. Everything is plain, readonly and
// JSON-safe; unknown is null, never 0 and never NaN.

/** What the client saw of itself. */
export type * from "./client.js";
/** What acts on a target. */
export type * from "./driver.js";
/** What counts against a number. */
export type * from "./finding.js";
/** A run, its manifest and its sessions. */
export type * from "./run.js";
/** What a run is held to. */
export type * from "./sealed-plan.js";
/** What a server says of its own time. */
export type * from "./server-times.js";
/** A trial, its arrivals and its outcome. */
export type * from "./trial.js";
/** Cases, targets, loads and plans. */
export type * from "./workload.js";
