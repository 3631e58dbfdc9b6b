import type { DriverRequest } from "../../types/index.js";
import type { Sending } from "./sender.js";

/**
 * The id of one sending of a request: the run's id, the plan index, the session and how often the request was sent before, joined by
 * dots. No two sendings of any run have the same. Nothing where the run has no id.
 *
 * @example
 * requestIdOf({ runId: "5b0c", session: 1 }, 12, 0); // => { "requestId": "5b0c.12.1.0" }
 */
export function requestIdOf(
  { runId, session }: Pick<Sending, "runId" | "session">,
  planIndex: number,
  sentBefore: number,
): Pick<DriverRequest, "requestId"> {
  return runId === undefined ? {} : { requestId: [runId, planIndex, session, sentBefore].join(".") };
}
