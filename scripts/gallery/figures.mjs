// Every kind of figure, from the recorded runs: for the gallery page, for its golden files and for the checks in Chromium.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../setup/paths.mjs";
import { recordedAccounts, recordedBaseline, recordedRun, recordedSweep, recordedTrend } from "./rows.mjs";

const compiled = (file) => import(pathToFileURL(join(root, "lib", "dist", file)).href);

/**
 * @typedef {object} Shown
 * @property {string} name of its files; one figure may be shown twice, from two runs
 * @property {string} from what it was drawn from, in words
 * @property {import("benchbook").Figure} figure
 */

/**
 * All figures of the gallery, the same each time.
 *
 * @param {{ isLong?: boolean, width?: number }} [options] long names of targets; another width in CSS pixels
 * @returns {Promise<Shown[]>}
 */
export async function galleryFigures({ isLong = false, width } = {}) {
  const bb = await compiled("index.js");
  const recorded = await recordedRun(bb, "q8-against-q4", isLong);
  const simulated = await recordedRun(bb, "simulated-open-loop", isLong);
  const conversations = await recordedRun(bb, "conversations", isLong);
  const from = (words, figures) => figures.map((figure) => ({ name: figure.name, from: words, figure }));
  return [
    ...from("the recorded run q8-against-q4", runFigures(bb, recorded, width)),
    ...from("the recorded run q8-against-q4", comparedFigures(bb, recorded, width)),
    ...from("the recorded run conversations", conversationFigures(bb, conversations, width)),
    ...from("the recorded accounts of two servers", [phasesFigure(bb, recordedAccounts(isLong), width)]),
    ...from("the recorded sweep of simulated targets", [sweepFigure(bb, recordedSweep(isLong), width)]),
    ...from("the recorded trend of a simulated target", [bb.figures.trend(recordedTrend(isLong), { width })]),
    ...(await Promise.all(simulatedFigures(bb, simulated, width))).map(({ name, figure }) => ({
      name,
      from: "the recorded run simulated-open-loop",
      figure,
    })),
    ...from("the recorded runs baseline and baseline-memory", await seedFigures(await recordedBaseline(bb, isLong))),
  ];
}

function runFigures(bb, { manifest, trials, samples, scores }, width) {
  const options = { ...bb.figures.figureOptions(manifest), width };
  return [
    bb.figures.latency(trials, options),
    bb.figures.throughput(trials, options),
    bb.figures.timeline(trials, options),
    bb.figures.gap(trials, options),
    bb.figures.memory(trials, { ...options, samples: samples }),
    bb.figures.quality(scores, { ...options, trials }),
    bb.figures.percentile(trials, { ...options, percentile: "median" }),
  ];
}

function comparedFigures(bb, { manifest, names, trials, scores }, width) {
  const options = { ...bb.figures.figureOptions(manifest), width };
  const [baseline, candidate] = names;
  const metrics = ["latencyMs", "timeToFirstTokenMs", "interTokenLatencyMs", "tokensPerSecond"];
  const compared = bb.compareAll(trials, { baseline, metrics });
  return [
    bb.figures.comparison(bb.figures.effectRows(compared), { ...options, baseline, candidate }),
    bb.figures.ranking(bb.rankTargets(trials, { metric: "latencyMs" }), options),
    bb.figures.tradeOff(
      names.map((name) => tradeOff(bb, name, trials, scores)),
      {
        ...options,
        qualityTitle: "semantic similarity to the reference",
      },
    ),
    bb.figures.bars(trials, { ...options, scores }),
  ];
}

function tradeOff(bb, target, trials, scores) {
  const own = trials.filter((trial) => trial.target === target && trial.phase === "measured");
  const times = own.flatMap((trial) => bb.trialMetrics(trial).latencyMs ?? []);
  const median = bb.quantileInterval(times, 0.5);
  const judged = scores.filter((score) => score.target === target && score.value !== null);
  const quality = bb.stats.clusteredMean(
    judged.map((score) => score.value),
    judged.map((score) => score.caseId),
  );
  return {
    target,
    speed: { value: bb.quantile(times, 0.5), low: median.low ?? null, high: median.high ?? null },
    quality: { value: quality.mean, low: quality.interval?.low ?? null, high: quality.interval?.high ?? null },
    n: own.length,
  };
}

function sweepFigure(bb, { limits, panels }, width) {
  const notes = [`Goodput: answered with ${limits}.`];
  return bb.figures.load(panels, { width, notes, loadTitle: "load (requests/s offered, Poisson)" });
}

function conversationFigures(bb, { manifest, trials, samples }, width) {
  const options = { ...bb.figures.figureOptions(manifest), width };
  return [bb.figures.turns(trials, options), bb.figures.serverMetrics(trials, { ...options, samples })];
}

function phasesFigure(bb, { load, trials }, width) {
  return bb.figures.phases(trials, { load, width, notes: ["Verdict on the run: client-limited."] });
}

function simulatedFigures(bb, { manifest, trials }, width) {
  const options = { ...bb.figures.figureOptions(manifest), width };
  return [
    { name: "timeline-open-loop", figure: bb.figures.timeline(trials, options) },
    { name: "gaps-stalls", figure: bb.figures.gap(trials, options) },
  ];
}

/** The figures of the baseline recipe, from the recorded runs by the very functions that `runBaseline` has. */
async function seedFigures({ run, memory }) {
  const [{ readBaseline }, { readMemoryPass }] = await Promise.all([
    compiled("recipes/baseline/job.js"),
    compiled("recipes/memory-pass.js"),
  ]);
  return (await readBaseline(run, await readMemoryPass(memory))).figures;
}
