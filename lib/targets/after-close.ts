import type { StreamResult } from "../types/index.js";

/** How a request to a closed driver ends: as data, like any other failure. */
export const afterClose = (endAtMs: number): StreamResult => ({
  kind: "failed",
  class: "engine",
  phase: "open",
  message: "the engine was closed before this request",
  status: null,
  endAtMs,
  streamed: true,
  usage: null,
  respondedModel: null,
  warnings: [],
});
