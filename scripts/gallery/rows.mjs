// What the gallery draws from: the recorded runs, and the points of a recorded sweep over the load.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/** Names as people give them to models: long, with a path, alike at the front. */
const LONG = [
  "organisation-with-a-long-name/SmolLM2-135M-Instruct-finetuned-on-support-tickets-GGUF:Q8_0-imatrix-2026-11-22",
  "organisation-with-a-long-name/SmolLM2-135M-Instruct-finetuned-on-support-tickets-GGUF:Q4_0-imatrix-2026-11-22",
  "organisation-with-a-long-name/SmolLM2-135M-Instruct-finetuned-on-support-tickets-GGUF:Q4_1-imatrix-2026-11-22",
];

/**
 * A recorded run with all its rows.
 *
 * @param {typeof import("benchbook")} bb
 * @param {string} folder in data/recorded
 * @param {boolean} isLong give its targets long names
 */
export async function recordedRun(bb, folder, isLong) {
  const run = await bb.openRun(join(root, "data", "recorded", folder));
  const names = run.manifest.targets.map((target) => target.name);
  const nameOf = (name) => (isLong ? (LONG[names.indexOf(name)] ?? name) : name);
  const renamed = (rows) => rows.map((row) => ({ ...row, target: nameOf(row.target) }));
  const targets = run.manifest.targets.map((target) => ({ ...target, name: nameOf(target.name) }));
  return {
    directory: run.directory,
    manifest: { ...run.manifest, targets },
    names: names.map(nameOf),
    trials: renamed(await run.trials()),
    scores: renamed(await run.scores()),
    samples: (await run.samples()).map(({ servers, ...sample }) =>
      servers === undefined ? sample : { ...sample, servers: renamed(servers) },
    ),
  };
}

/**
 * A recorded baseline with its memory pass, as `runBaseline` reads them.
 *
 * @param {typeof import("benchbook")} bb
 * @param {boolean} isLong give its targets long names
 */
export async function recordedBaseline(bb, isLong) {
  const asRun = ({ trials, samples, ...rest }) => ({
    ...rest,
    trials: async () => trials,
    samples: async () => samples,
  });
  const run = await recordedRun(bb, "baseline", isLong);
  const memory = await recordedRun(bb, "baseline-memory", false);
  const arms = (await bb.openRun(run.directory)).manifest.targets.map((target) => target.name);
  const nameOf = (name) => run.names[arms.indexOf(name)] ?? name;
  const named = {
    manifest: {
      ...memory.manifest,
      targets: memory.manifest.targets.map((one) => ({ ...one, name: nameOf(one.name) })),
    },
    trials: memory.trials.map((trial) => ({ ...trial, target: nameOf(trial.target) })),
  };
  return { run: asRun(run), memory: asRun({ ...memory, ...named }) };
}

/**
 * The panels of the recorded sweep, and the words of its limit.
 *
 * @param {boolean} isLong
 */
export function recordedSweep(isLong) {
  const { limits, panels } = JSON.parse(readFileSync(join(root, "data", "recorded", "load-sweep.json"), "utf8"));
  const names = [...new Set(panels.flatMap((panel) => panel.points.map((point) => point.target)))];
  const nameOf = (name) => (isLong ? LONG[names.indexOf(name)] : name);
  const points = (panel) => panel.points.map((point) => ({ ...point, target: nameOf(point.target) }));
  return { limits, panels: panels.map((panel) => ({ ...panel, points: points(panel) })) };
}

/**
 * The recorded trend of a target.
 *
 * @param {boolean} isLong give it a long name
 */
export function recordedTrend(isLong) {
  const trend = JSON.parse(readFileSync(join(root, "data", "recorded", "trend.json"), "utf8"));
  return { ...trend, targets: trend.targets.map((one) => (isLong ? { ...one, target: LONG[0] } : one)) };
}

/**
 * The trials of a recorded run on two servers that told their own time.
 *
 * @param {boolean} isLong give its targets long names
 */
export function recordedAccounts(isLong) {
  const { load, trials } = JSON.parse(readFileSync(join(root, "data", "recorded", "server-accounts.json"), "utf8"));
  const names = [...new Set(trials.map(({ target }) => target))];
  const nameOf = (name) => (isLong ? (LONG[names.indexOf(name)] ?? name) : name);
  return { load, trials: trials.map((trial) => ({ ...trial, target: nameOf(trial.target) })) };
}
