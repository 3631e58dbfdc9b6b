import assert from "node:assert/strict";
import { test } from "node:test";
import { journalFrom } from "../read-rows.js";

// A journal of format 2 as Benchbook 0.1.0 writes it since arrivals are kept as steps. Never change it: a new format gets a file of its own beside it.
const JOURNAL = [
  `{"v":2,"run":"golden","seq":0,"kind":"session","data":{"session":1,"processId":4242,"startedAt":"2026-11-22T10:00:00.000Z","startedAtMs":10,"endedAt":"2026-11-22T10:01:00.000Z","endedAtMs":60010,"ended":"completed","engines":[{"target":"golden","engine":"llama.cpp","engineVersion":"b1","model":"smollm2-135m","modelPath":null,"modelSha256":null,"modelBytes":null,"quantisation":"Q4_1","parameters":null,"contextSize":2048,"device":"cpu","threads":2,"openMs":812.25,"details":{"mmap":true}}],"machine":{"cores":2},"packages":{}},"crc":"964b84cb"}`,
  String.raw`{"v":2,"run":"golden","seq":1,"kind":"trial","data":{"planIndex":0,"caseId":"case-é","target":"golden","repetition":0,"phase":"warmup","block":0,"session":1,"intendedAtMs":10.5,"dispatchedAtMs":10.5,"firstByteAtMs":12.1234,"firstTokenAtMs":20,"firstAnswerTokenAtMs":30,"lastTokenAtMs":40,"endAtMs":41.0001,"arrivals":{"ticks":[121234,78766,100000,100000,0],"kind":["role",1,"reasoning",1,"answer",2,"usage",1],"textLength":[0,3,2,1,0],"tokens":[null,1,1,1,null],"readSteps":[0,1,1,3,0,1]},"streamed":true,"usage":{"source":"server-timings","inputTokens":4,"outputTokens":3,"cachedInputTokens":0,"reasoningTokens":1},"respondedModel":null,"outcome":{"kind":"answered","text":"é\"\n","reasoning":"hm.","finishReason":"stop","warnings":[]},"attempts":[{"dispatchedAtMs":5,"endAtMs":8.5,"class":"rate_limited","status":429,"message":"slow down","waitMs":2}],"promptNonce":"n-1"},"crc":"abf78290"}`,
  `{"v":2,"run":"golden","seq":2,"kind":"trial","data":{"planIndex":1,"caseId":"case-é","target":"golden","repetition":1,"phase":"measured","block":0,"session":1,"intendedAtMs":100,"dispatchedAtMs":100,"firstByteAtMs":120.5,"firstTokenAtMs":150,"firstAnswerTokenAtMs":150,"lastTokenAtMs":170,"endAtMs":171,"arrivals":{"ticks":[],"kind":[],"textLength":[],"tokens":null,"readSteps":[]},"streamed":true,"usage":null,"respondedModel":"made-model","outcome":{"kind":"failed","class":"stall_timeout","phase":"stream","message":"no event for 5000 ms","status":200,"text":"half an","reasoning":null,"warnings":["stalled"]}},"crc":"bb8c823c"}`,
].join("\n");

test("a journal of format 2 reads today as it read when it was written", async () => {
  const { trials, sessions, problems } = await journalFrom([Buffer.from(`${JOURNAL}\n`)], "golden");
  assert.deepEqual(problems, []);
  assert.deepEqual(
    sessions.map((session) => [session.session, session.ended, session.engines[0]?.model]),
    [[1, "completed", "smollm2-135m"]],
  );
  assert.deepEqual(trials[1]?.outcome, {
    kind: "failed",
    class: "stall_timeout",
    phase: "stream",
    message: "no event for 5000 ms",
    status: 200,
    text: "half an",
    reasoning: null,
    warnings: ["stalled"],
  });
  assert.deepEqual(trials[0], {
    planIndex: 0,
    caseId: "case-é",
    target: "golden",
    repetition: 0,
    phase: "warmup",
    block: 0,
    session: 1,
    intendedAtMs: 10.5,
    dispatchedAtMs: 10.5,
    firstByteAtMs: 12.1234,
    firstTokenAtMs: 20,
    firstAnswerTokenAtMs: 30,
    lastTokenAtMs: 40,
    endAtMs: 41.0001,
    arrivals: [
      { atMs: 12.1234, kind: "role", textLength: 0, tokens: null, readIndex: 0 },
      { atMs: 20, kind: "reasoning", textLength: 3, tokens: 1, readIndex: 1 },
      { atMs: 30, kind: "answer", textLength: 2, tokens: 1, readIndex: 2 },
      { atMs: 40, kind: "answer", textLength: 1, tokens: 1, readIndex: 3 },
      { atMs: 40, kind: "usage", textLength: 0, tokens: null, readIndex: 3 },
    ],
    attempts: [
      { dispatchedAtMs: 5, endAtMs: 8.5, class: "rate_limited", status: 429, message: "slow down", waitMs: 2 },
    ],
    promptNonce: "n-1",
    streamed: true,
    usage: { source: "server-timings", inputTokens: 4, outputTokens: 3, cachedInputTokens: 0, reasoningTokens: 1 },
    respondedModel: null,
    outcome: { kind: "answered", text: 'é"\n', reasoning: "hm.", finishReason: "stop", warnings: [] },
  });
});
