import assert from "node:assert/strict";
import { test } from "node:test";
import { requestIdOf } from "./request-id.js";

test("an id tells the run, the plan index, the session and the earlier sendings", () => {
  assert.deepEqual(requestIdOf({ runId: "5b0c", session: 2 }, 12, 1), { requestId: "5b0c.12.2.1" });
});

test("requests that belong to no run have none", () => {
  assert.deepEqual(requestIdOf({ session: 1 }, 12, 0), {});
});
