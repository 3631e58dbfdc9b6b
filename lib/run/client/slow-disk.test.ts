import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleCase, exampleManifest, newFolder } from "../../../tests/support/store/run.js";
import { clientLimits } from "../../findings/client-limits.js";
import { createRunFolder } from "../../store/run-folder/create-run-folder.js";
import { diskFiles, type FileLayer } from "../../store/run-folder/files/file-layer.js";
import { openJournal } from "../../store/run-folder/journal/open-journal.js";
import { openRunFolder } from "../../store/run-folder/open-run-folder.js";
import { openSimulatedDriver } from "../../targets/simulated-driver.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import { closedLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { processClock } from "../clock.js";
import { type Channel, serveMeasuring } from "../measuring/serve.js";
import type { Order, Report } from "../messages.js";

const slowMs = 400;

/** The real disk, whose syncs take so long. */
const slowFiles: FileLayer = {
  ...diskFiles,
  async open(path, flags) {
    const file = await diskFiles.open(path, flags);
    const datasync = () => new Promise<void>((resolve) => setTimeout(resolve, slowMs));
    return { ...file, datasync };
  },
};

/** The parent of a measuring process, played by this test: sends an order and waits for the report that ends it. */
function parent(): { channel: Channel; ask(order: Order): Promise<Report>; go(): void } {
  let hearOrder: (order: Order) => void = () => {};
  let hearReport: (report: Report) => void = () => {};
  let gone = () => {};
  return {
    channel: {
      send: (report) => report.kind !== "progress" && hearReport(report),
      onOrder: (hear) => {
        hearOrder = hear;
      },
      onGone: (hear) => {
        gone = hear;
      },
    },
    ask: (order) =>
      new Promise((resolve) => {
        hearReport = resolve;
        hearOrder(order);
      }),
    go: () => gone(),
  };
}

test("a slow disk is recognized by how long rows wait for it, and costs no row", async () => {
  const targets = [simulatedTarget({ name: "quick", timeToFirstTokenMs: 5, gapMs: 1, tokens: 3 })];
  const cases = Array.from({ length: 12 }, (_, index) => exampleCase(`c${index}`));
  const load = closedLoop({ concurrency: 1 });
  const plan = planRun({ targets, cases, warmups: 0, repetitions: 1, load, seed: 1 });
  const manifest = exampleManifest({ targets, cases, load, plannedTrials: plan.entries.length });
  const { directory } = await createRunFolder(await newFolder(), manifest);
  const { channel, ask, go } = parent();
  const served = serveMeasuring(
    {
      openers: { simulated: (target, world) => openSimulatedDriver(target, world, processClock.sleepUntil) },
      openJournal: (folder, options) => openJournal(folder, { ...options, files: slowFiles }),
      packages: async () => ({}),
      world: { now: processClock.now, environment: {}, weightsDirectory: "" },
      workerScript: "",
    },
    channel,
  );
  await ask({ kind: "open", targets, maxInFlight: 1, processes: 1, needs: [] });
  const { runId, generation, timeouts, errorBudget, storeText } = manifest;
  const settings = { runId, generation, timeouts, errorBudget, storeText, load, cases, sampleEveryMs: null };
  const counts = { session: 1, plannedTrials: 12, alreadyStored: 0 };
  const sending = {
    measuredEntries: 12,
    roundsLeft: [],
    seed: 1,
    retry: null,
    promptNonce: false,
    history: "last-turn" as const,
    thinkTimeMs: 0,
    begun: [],
    servers: [],
    coolDown: null,
    measuredBefore: null,
    machine: {},
  };
  const job = { directory, entries: plan.entries, ...settings, ...counts, ...sending };
  const report = await ask({ kind: "measure", job });
  go();
  await served;
  assert.equal(report.kind, "measured");
  const run = await openRunFolder(directory);
  const trials = await run.trials();
  assert.equal(trials.length, 12);
  const client = run.manifest.sessions[0]?.client;
  assert.ok((client?.storingMs?.p50 ?? 0) >= slowMs, `${client?.storingMs?.p50} ms`);
  const limits = clientLimits(trials, run.manifest).map(({ code, text }) => `${code}: ${text}`);
  assert.match(limits.join("\n"), /^slow-disk: rows waited \d+ ms for the disk/m);
});
