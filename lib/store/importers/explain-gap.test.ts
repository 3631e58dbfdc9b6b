import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answered, arrival, exampleTrial, failedAfterText, usage } from "../../../tests/support/metrics/trial.js";
import { projectFile } from "../../project.js";
import type { Trial } from "../../types/index.js";
import { explainGap, type Gap, gapMetrics } from "./explain-gap.js";
import { importResults } from "./import-results.js";
import { type Imported, importedRow } from "./imported.js";

// The recorded files of both tools are of a server with a known timeline: 50 ms to the first token, 10 ms between four tokens.
const recorded = (file: string) => importResults(projectFile(`data/recorded/peers/${file}`));

/** An answer with a chunk that only names the role at 5 ms, then tokens from 50 ms on, each after 10 ms, the end 2 ms after the last. */
function answer(at: number, changes: Partial<Trial> = {}): Trial {
  const times = [0, 1, 2, 3].map((token) => 50 + 10 * token);
  return exampleTrial({
    ...{ planIndex: at, caseId: `c${at}`, intendedAtMs: 1000 * at, dispatchedAtMs: 0 },
    ...{ firstByteAtMs: 5, firstTokenAtMs: 50, firstAnswerTokenAtMs: 50, lastTokenAtMs: 80, endAtMs: 82 },
    arrivals: [arrival(5, "role", 0, 0), ...times.map((atMs, read) => arrival(atMs, "answer", read + 1))],
    ...{ usage: usage(4), outcome: answered(`answer ${at}`) },
    ...changes,
  });
}
const run = Array.from({ length: 12 }, (_, at) => answer(at));

function made(rows: Parameters<typeof importedRow>[0][], tool = "vLLM bench serve"): Imported {
  const header = {
    kind: "imported",
    file: "made",
    format: "vllm-json",
    toolVersion: null,
    formatVersion: null,
  } as const;
  const definitions = { timeToFirstTokenMs: "first chunk - start" };
  return { ...header, tool, unit: "request", rows: rows.map(importedRow), definitions, summary: [], notes: [] };
}

const partOf = ({ parts }: Gap, name: string) => parts.find(({ part }) => part === name)?.value;

describe("the gap to another tool's number", () => {
  it("is taken apart into parts that add up, for every metric that both have", async () => {
    for (const file of ["guidellm-0.8.1/out.json", "aiperf-0.13.0/profile_export.jsonl"]) {
      const imported = await recorded(file);
      for (const metric of gapMetrics) {
        if (imported.rows.every((row) => row[metric] === null)) continue;
        const gap = explainGap(run, imported, { metric });
        const sum = gap.parts.reduce((total, { value }) => total + (value ?? 0), 0);
        assert.ok(Math.abs(sum - gap.difference) < 1e-9, `${file} ${metric}: ${sum} of ${gap.difference}`);
        assert.equal(gap.theirs - gap.ours, gap.difference);
      }
    }
  });

  it("is definition where the tool starts from the chunk that only names the role", () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({ target: "m", caseId: `c${at}`, timeToFirstTokenMs: 6 }));
    const gap = explainGap(run, made(rows)); // 6 - 50; by vLLM's definition before 0.33 the run's own answers have 5
    assert.deepEqual([gap.ours, gap.theirs, gap.difference], [50, 6, -44]);
    assert.deepEqual(
      [partOf(gap, "definition"), partOf(gap, "tokens counted"), partOf(gap, "load"), partOf(gap, "rest")],
      [-45, 0, null, 1],
    );
    assert.match(String(gap.parts.at(-1)?.why), /load in it/);
  });

  it("has the end of the stream in AIPerf's latency, which ends with the last content", async () => {
    const gap = explainGap(run, await recorded("aiperf-0.13.0/profile_export.jsonl"), { metric: "latencyMs" });
    assert.equal(partOf(gap, "definition"), -2); // 80 against 82
    assert.ok(Math.abs(Number(partOf(gap, "rest"))) < 5, "both are of the same timeline");
  });

  it("has the other count of tokens where the same texts are on both sides", () => {
    const rows = run.map(({ caseId, outcome }) => ({
      ...{ target: "m", caseId, text: outcome.text, outputTokens: 7, interTokenLatencyMs: 5 },
    }));
    const gap = explainGap(run, made(rows, "GuideLLM"), { metric: "interTokenLatencyMs" });
    // 30 ms over 3 steps are 10 ms, over 6 they are 5.
    assert.deepEqual([gap.ours, partOf(gap, "tokens counted"), partOf(gap, "rest")], [10, -5, 0]);
    const unlike = explainGap(
      run,
      made(
        rows.map((row) => ({ ...row, text: "other" })),
        "GuideLLM",
      ),
      { metric: "interTokenLatencyMs" },
    );
    assert.equal(partOf(unlike, "tokens counted"), null);
    assert.match(unlike.parts.map(({ why }) => why).join(), /tokens an answer: 4 here, 7 there/);
  });

  it("has an interval from ten answers on either side, and none below", async () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({
      target: "m",
      caseId: `c${at}`,
      timeToFirstTokenMs: 6 + (at % 3),
    }));
    const { low, high, difference } = explainGap(run, made(rows));
    assert.ok(low !== null && high !== null && low < difference && difference < high);
    assert.equal(explainGap(run, await recorded("guidellm-0.8.1/out.json")).low, null);
  });

  it("is refused without a value on either side, and where a target has to be named", () => {
    const failed = run.map((trial) => ({ ...trial, outcome: failedAfterText() }));
    const rows = [{ target: "m", caseId: "c0", timeToFirstTokenMs: 6 }];
    assert.throws(() => explainGap(failed, made(rows)), /answers with timeToFirstTokenMs, the run has none/);
    assert.throws(() => explainGap(run, made([{ target: "m", caseId: "c0" }])), /vLLM bench serve has none/);
    const two = [...rows, { target: "n", caseId: "c1", timeToFirstTokenMs: 6 }];
    assert.throws(() => explainGap(run, made(two)), /one target of vLLM bench serve \(m, n\), got none/);
    assert.equal(explainGap(run, made(two), { importedTarget: "n" }).theirs, 6);
    assert.throws(() => explainGap(run, {} as Imported), /importResults/);
  });
});
