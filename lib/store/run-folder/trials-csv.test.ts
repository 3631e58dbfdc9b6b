import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/store/run.js";
import type { ServerTimes } from "../../types/index.js";
import { trialColumns, trialRow, trialsCsv } from "./trials-csv.js";

test("a trial's row has the phases of HTTP and what connecting took", () => {
  const { dispatchedAtMs } = exampleTrial(0);
  const phases = {
    connectionReadyAtMs: dispatchedAtMs + 7,
    requestSentAtMs: dispatchedAtMs + 8,
    responseHeadAtMs: dispatchedAtMs + 9,
    newConnection: true,
  };
  const row = trialRow(exampleTrial(0, phases));
  for (const [name, value] of Object.entries(phases)) assert.equal(row[name as keyof typeof phases], value);
  assert.equal(row.connectingMs, 7);
});

test("of an older Benchbook's trial they are empty cells, and every column is there", () => {
  const [head = "", line = ""] = trialsCsv([exampleTrial(0)]).split(/\r?\n/);
  assert.deepEqual(head.split(","), [...trialColumns()]);
  const cells = line.split(",");
  for (const name of [
    "connectionReadyAtMs",
    "requestSentAtMs",
    "responseHeadAtMs",
    "newConnection",
    "connectingMs",
  ] as const)
    assert.equal(cells[trialColumns().indexOf(name)], "", name);
});

test("runs that were sealed before a metric came keep their columns, and later ones have it after the other rates", () => {
  // The columns of a run with summarySchema 3, written out from its file.
  const sealed =
    "planIndex,target,caseId,repetition,phase,block,session,outcome,failureClass,failurePhase,failureMessage,httpStatus," +
    "finishReason,streamed,respondedModel,intendedAtMs,dispatchedAtMs,connectionReadyAtMs,requestSentAtMs,responseHeadAtMs," +
    "newConnection,firstByteAtMs,firstTokenAtMs,firstAnswerTokenAtMs,lastTokenAtMs,endAtMs,connectingMs,timeToFirstTokenMs," +
    "timeToFirstAnswerTokenMs,latencyMs,responseTimeMs,scheduleLagMs,interTokenLatencyMs,worstGapMs,tokensPerSecond," +
    "tokensPerSecondEndToEnd,tokensAfterFirst,tokensAfterFirstEstimated,noDecodeSpeedReason,inputTokens,outputTokens," +
    "cachedInputTokens,reasoningTokens,tokenSource,arrivalCount,warnings,text,reasoning";
  for (const schema of [1, 2, 3]) assert.equal(trialColumns(schema).join(), sealed);
  assert.equal(trialsCsv([], 3).trimEnd(), sealed);
  const added = sealed.replace("tokensPerSecondEndToEnd,", "tokensPerSecondEndToEnd,charactersPerSecond,");
  assert.equal(trialsCsv([], 4).trimEnd(), added);
});

test("a row has the server's own account and the id that was sent, from schema 5 on", () => {
  const serverTimes: ServerTimes = {
    ...{ source: "usage", queueMs: 37, loadMs: null, promptMs: 0.5, promptTokens: 10 },
    ...{ decodeMs: 460, decodeTokens: 556, totalMs: 460.5 },
  };
  const row = trialRow(exampleTrial(0, { serverTimes, requestId: "run-1.0.1.0" }));
  const expected = {
    requestId: "run-1.0.1.0",
    serverTimesSource: "usage",
    serverQueueMs: 37,
    serverLoadMs: null,
    serverPromptMs: 0.5,
    serverPromptTokens: 10,
    serverDecodeMs: 460,
    serverDecodeTokens: 556,
    serverTotalMs: 460.5,
  } as const;
  for (const [name, value] of Object.entries(expected)) {
    const column = name as keyof typeof expected;
    assert.equal(row[column], value, name);
    assert.ok(trialColumns().includes(column) && !trialColumns(4).includes(column), name);
    assert.equal(trialRow(exampleTrial(0))[column], null, `${name} of a trial without an account`);
  }
});
