// What the arms that are plain loops share: jobs come as messages, the requests of one go out as it says, the records go back.
import { monotonicNow } from "../monotonic.mjs";
import { usageNow } from "../usage.mjs";

/**
 * Serves jobs with one function that asks once: `open(origin, streams)` gives `ask(prompt) -> { dispatchedAtMs, tokensAtMs }`,
 * with instants of `performance.now()`.
 */
export function serveJobs(open) {
  process.on("message", ({ job }) => {
    carryOut(open, job).then(
      (done) => process.send(done),
      (error) => process.send({ error: String(error?.stack ?? error) }),
    );
  });
  process.on("disconnect", () => process.exit(0));
  process.send({});
}

async function carryOut(open, job) {
  const ask = open(job.origin, job.streams);
  const before = usageNow();
  const beganAtMs = performance.now();
  const records = await (job.ratePerSecond === undefined ? closedLoop(ask, job) : constantRate(ask, job));
  const wallMs = performance.now() - beganAtMs;
  const after = usageNow();
  const offsetMs = monotonicNow() - performance.now();
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    wallMs,
    maxResidentMiB: after.maxResidentMiB,
    failed: records.filter((record) => record.failed).length,
    records: records.filter((record) => !record.failed).map((record) => onSharedClock(record, offsetMs)),
  };
}

async function once(ask, prompt) {
  try {
    const { dispatchedAtMs, tokensAtMs } = await ask(prompt);
    return { prompt, failed: false, dispatchedAtMs, tokensAtMs, endAtMs: performance.now() };
  } catch {
    return { prompt, failed: true };
  }
}

async function closedLoop(ask, { prompts, streams }) {
  const records = [];
  const rest = prompts.values();
  const worker = async () => {
    for (const prompt of rest) records.push(await once(ask, prompt));
  };
  await Promise.all(Array.from({ length: streams }, worker));
  return records;
}

/** Each request at its instant, with the same care as Benchbook's own: a timer, then turns of the event loop. */
async function constantRate(ask, { prompts, ratePerSecond }) {
  const beganAtMs = performance.now();
  const under = prompts.map(async (prompt, index) => {
    const atMs = beganAtMs + (index * 1000) / ratePerSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now() - 1.5)));
    while (performance.now() < atMs) await new Promise((resolve) => setImmediate(resolve));
    return once(ask, prompt);
  });
  return Promise.all(under);
}

const onSharedClock = (record, offsetMs) => ({
  ...record,
  dispatchedAtMs: record.dispatchedAtMs + offsetMs,
  tokensAtMs: record.tokensAtMs.map((atMs) => atMs + offsetMs),
  endAtMs: record.endAtMs + offsetMs,
});
