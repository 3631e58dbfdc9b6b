// The nouns, in the order of the data: what is sent, what came of it, what answers, what is kept. Everything is plain, readonly and
// JSON-safe; unknown is null, never 0 and never NaN.

/** What is checked of an answer. */
export type * from "./check.js";
/** What the client saw of itself. */
export type * from "./client.js";
/** What acts on a target. */
export type * from "./driver.js";
/** What counts against a number. */
export type * from "./finding.js";
/** How requests are offered. */
export type * from "./load.js";
/** The turns of a conversation, and what may be asked beside them. */
export type * from "./message.js";
/** A run, its manifest and its sessions. */
export type * from "./run.js";
/** What was read of the machine and of servers meanwhile. */
export type * from "./sample.js";
/** What a run is held to. */
export type * from "./sealed-plan.js";
/** What a server says of its own time. */
export type * from "./server-times.js";
/** An engine with its settings, how text is generated, and time limits. */
export type * from "./target.js";
/** A trial, its arrivals and its outcome. */
export type * from "./trial.js";
/** Cases and plans. */
export type * from "./workload.js";
