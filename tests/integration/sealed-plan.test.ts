import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import * as bb from "../../lib/index.js";

// A plan that was sealed before the run stays with it to the report, and every departure is named.

const fast = bb.simulatedTarget({ name: "fast", timeToFirstTokenMs: 2, gapMs: 0.5, tokens: 4 });
const slow = bb.simulatedTarget({ name: "slow", timeToFirstTokenMs: 12, gapMs: 0.5, tokens: 4 });
const cases = bb.caseSet({
  cases: Array.from({ length: 12 }, (_, at) => ({ id: `c${at}`, prompt: `Count to ${at}.` })),
});
const folder = mkdtempSync(join(tmpdir(), "sealed-plan-"));
const file = join(folder, "plan.json");
const planned = { question: "Is slow slower?", targets: [fast, slow], cases, margin: 0.05, repetitions: 2, file };
let plan: bb.SealedPlan;
before(async () => {
  plan = await bb.stats.sealPlan(planned);
});

const measure = (changes: Partial<bb.RunOptions> = {}) =>
  bb.runBenchmark({
    ...{ name: "planned", targets: [fast, slow], cases, repetitions: 2, warmups: 1, plan: file },
    ...{ directory: folder, telemetry: false as const, ...changes },
  });

test("a run that kept to its sealed plan says so, answers its question and verifies", async () => {
  const run = await measure();
  assert.equal(run.manifest.sealedPlan?.sha256, plan.sha256);
  assert.deepEqual(
    (await bb.inspect.planDepartures(run)).filter((item) => item.departed),
    [],
  );
  const { reports } = await bb.writeReport(run, { formats: ["md"] });
  const report = readFileSync(reports[0] ?? "", "utf8");
  assert.match(report, /## Sealed plan\n\nIs slow slower\? What decides: latency; a change of more than 5 % counts\./);
  assert.match(report, /slow against fast, latency: slower, changed by \+/);
  assert.match(report, /The run kept to its plan\./);
  assert.deepEqual((await bb.verifyRun(run.directory)).problems, []);
});

test("every departure from a sealed plan is a finding and stands in the report", async () => {
  const other = { ...slow, ...bb.simulatedTarget({ name: "slow", timeToFirstTokenMs: 6, gapMs: 0.5, tokens: 4 }) };
  const few = bb.caseSet({ cases: cases.cases.slice(0, 10) });
  const run = await measure({ targets: [fast, other], cases: few, repetitions: 1, limits: { latencyMs: 50 } });
  const departed = (await bb.inspect.planDepartures(run)).filter((item) => item.departed).map(({ what }) => what);
  assert.deepEqual(departed, ["target slow", "cases", "repetitions", "limits", "answers"]);
  const codes = (await bb.inspect.findings(run)).filter(({ code }) => code === "departed-from-plan");
  assert.equal(codes.length, 5);
  assert.ok(codes.some(({ text }) => text === "answers: planned was 48, the run has 20"));
  const { reports } = await bb.writeReport(run, { formats: ["md"] });
  assert.match(readFileSync(reports[0] ?? "", "utf8"), /departed from its plan in 5 points/);
});

test("a plan that was changed, is for other targets or is none is refused before anything is sent", async () => {
  const changed = join(folder, "changed.json");
  writeFileSync(changed, readFileSync(file, "utf8").replace('"margin": 0.05', '"margin": 0.5'));
  await assert.rejects(measure({ plan: changed }), /changed after it was sealed/);
  await assert.rejects(measure({ targets: [fast] }), /the plan is for fast, slow, the run has fast/);
  await assert.rejects(measure({ plan: join(folder, "none.json") }), /cannot be read/);
  await assert.rejects(
    measure({ plan: {} as never }),
    /expected plan to be what sealPlan gives, .* where schema is wrong/,
  );
});

test("sealing the same plan again gives the first one, and another plan does not replace it", async () => {
  assert.deepEqual(await bb.stats.sealPlan(planned), plan);
  await assert.rejects(
    bb.stats.sealPlan({ ...planned, margin: 0.01 }),
    /another plan was sealed in .*plan\.json on 20/,
  );
  assert.equal(JSON.parse(readFileSync(file, "utf8")).sha256, plan.sha256);
});
