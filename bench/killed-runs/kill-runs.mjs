// Kills runs at random moments and holds them to what they had reported. Shared by the soak and by a test.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openRun, verifyRun } from "../../lib/dist/index.js";
import { readJournal, readSamples } from "../../lib/dist/store/run-folder/journal/read-rows.js";

const VICTIM = fileURLToPath(new URL("victim.mjs", import.meta.url));

/** Who is killed: the measuring process, its parent, or both at once. */
export const VICTIMS = /** @type {const} */ (["measuring", "parent", "both"]);

/**
 * What was seen over all kills. Every list of faults must be empty.
 *
 * @typedef {object} Findings
 * @property {Record<(typeof VICTIMS)[number], number>} kills that hit a living process, by who was killed
 * @property {number} beforeFirstTrial how many of them came before anything was reported
 * @property {number} acknowledged trials that progress had reported when a kill came
 * @property {number} tornLines half-written last lines that were found and cut
 * @property {number} runs that were carried through to their end
 * @property {number} trials of these runs
 * @property {string[]} faults what must never be: one sentence each
 */

/**
 * Kills and resumes runs until `kills` kills have hit, then lets the last run end. A run is taken up again and again until it
 * is complete, and then a new one begins.
 *
 * @param {{ kills: number, folder: string, random: () => number, say?: (line: string) => void }} options
 * @returns {Promise<Findings>}
 */
export async function killRuns({ kills, folder, random, say = () => {} }) {
  /** @type {Findings} */
  const found = {
    kills: { measuring: 0, parent: 0, both: 0 },
    beforeFirstTrial: 0,
    acknowledged: 0,
    tornLines: 0,
    runs: 0,
    trials: 0,
    faults: [],
  };
  const hits = () => found.kills.measuring + found.kills.parent + found.kills.both;
  while (hits() < kills) {
    const before = new Set(readdirSync(folder));
    const newRun = () => readdirSync(folder).find((name) => !before.has(name));
    /** @type {Set<string>} */
    const acknowledged = new Set();
    let isComplete = false;
    while (!isComplete) {
      const name = newRun();
      const args = name === undefined ? ["begin", folder, String(found.runs + 1)] : ["resume", join(folder, name)];
      const victim = hits() < kills ? VICTIMS[hits() % VICTIMS.length] : null;
      const life = await live(args, victim, random);
      for (const key of life.acknowledged) acknowledged.add(key);
      if (life.hit && victim !== null) found.kills[victim] += 1;
      if (life.hit && life.acknowledged.length === 0) found.beforeFirstTrial += 1;
      if (life.hit) found.acknowledged += life.acknowledged.length;
      const run = newRun();
      if (run === undefined) continue;
      const torn = await inspect(join(folder, run), acknowledged, found.faults);
      found.tornLines += torn;
      isComplete = life.state === "finished";
      if (life.hit)
        say(`${hits()} of ${kills}: ${victim}, ${life.acknowledged.length} trials reported, torn lines ${torn}`);
    }
    found.runs += 1;
    found.trials += await inspectComplete(join(folder, String(newRun())), found.faults);
  }
  return found;
}

/**
 * One life of a victim, ended by a kill or by itself. A quarter of the kills come while it starts, the others after its first
 * report.
 *
 * @param {string[]} args
 * @param {(typeof VICTIMS)[number] | null} victim nobody is killed when null
 * @param {() => number} random
 */
async function live(args, victim, random) {
  const parent = spawn(process.execPath, [VICTIM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(parent, "close");
  const heard = listen(parent);
  let hit = false;
  /** @type {number | null} */
  let measuring = null;
  if (victim !== null) {
    const beganAt = performance.now();
    measuring = await Promise.race([measuringProcess(parent), ended.then(() => null)]);
    const isEarly = random() < 0.25;
    if (!isEarly) await Promise.race([heard.firstReport, ended]);
    const startMs = performance.now() - beganAt;
    await Promise.race([ended, wait(random() * (isEarly ? Math.max(startMs, 800) : 1300))]);
    hit = heard.state() === "" && parent.exitCode === null;
    if (hit && victim !== "parent" && measuring !== null) kill(measuring);
    if (hit && victim !== "measuring") parent.kill("SIGKILL");
  }
  await ended;
  if (!hit && parent.exitCode !== 0) throw new Error(`the victim ended by itself: ${heard.complaint()}`);
  while (measuring !== null && isAlive(measuring)) await wait(10); // an orphan ends by itself, with its journal whole
  return { acknowledged: heard.acknowledged, hit, state: heard.state() };
}

/**
 * What a victim says: the trials that it reports, the state of its run at the end, and its complaint when it fails.
 *
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} parent
 */
function listen(parent) {
  /** @type {string[]} */
  const acknowledged = [];
  let state = "";
  let complaint = "";
  parent.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  /** @type {Promise<void>} */
  const firstReport = new Promise((resolve) => {
    createInterface({ input: parent.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      state = said.state ?? state;
      for (const trial of said.recent ?? []) if (isKept(trial)) acknowledged.push(keyOf(trial));
      resolve();
    });
  });
  return { acknowledged, firstReport, state: () => state, complaint: () => complaint };
}

/**
 * The process that the parent forks, as soon as there is one.
 *
 * @param {import("node:child_process").ChildProcess} parent
 * @returns {Promise<number | null>}
 */
async function measuringProcess(parent) {
  for (; parent.exitCode === null; await wait(5)) {
    const [child] = childrenOf(Number(parent.pid));
    if (child !== undefined) return child;
  }
  return null;
}

/** @param {number} pid */
function childrenOf(pid) {
  const told = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync("/proc/self")
    ? existsSync(told)
      ? readFileSync(told, "utf8")
      : ""
    : spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" }).stdout;
  return text.split(/\s+/).filter(Boolean).map(Number).filter(isNode);
}

/** `git rev-parse`, which a run asks first, is a child too. @param {number} pid */
function isNode(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("measuring/process.js");
  } catch {
    return !existsSync("/proc/self");
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it had ended by itself in this very moment
  }
}

/** A zombie that waits for its parent writes nothing any more. @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Warm-ups are sent again by every process, and an aborted trial is sent again. */
const isKept = (/** @type {{ phase: string, failure: string | null }} */ trial) =>
  trial.phase === "measured" && !trial.failure?.startsWith("aborted");

/** @param {{ target: string, caseId: string, repetition: number }} trial */
const keyOf = ({ target, caseId, repetition }) => `${target} ${caseId} ${repetition}`;

/**
 * Holds a run that was killed to what it had reported. Gives the number of torn lines.
 *
 * @param {string} run
 * @param {ReadonlySet<string>} acknowledged
 * @param {string[]} faults
 */
async function inspect(run, acknowledged, faults) {
  const { trials, problems } = await readJournal(run);
  const kept = trials.filter((trial) => trial.phase === "measured" && trial.outcome.kind !== "aborted").map(keyOf);
  const present = new Set(kept);
  for (const key of acknowledged) if (!present.has(key)) faults.push(`${run}: ${key} was reported and is lost`);
  if (present.size < kept.length) faults.push(`${run}: ${kept.length - present.size} trials are there twice`);
  for (const file of [problems, (await readSamples(run)).problems]) {
    if (file.filter(({ kind }) => kind === "torn-tail").length > 1) faults.push(`${run}: more than one torn line`);
    for (const { kind, message } of file)
      if (kind !== "torn-tail" && kind !== "repaired") faults.push(`${run}: ${message}`);
  }
  return problems.filter(({ kind }) => kind === "torn-tail").length;
}

/**
 * Holds a complete run to its plan and to its own numbers. Gives the number of its trials.
 *
 * @param {string} directory
 * @param {string[]} faults
 */
async function inspectComplete(directory, faults) {
  const run = await openRun(directory);
  const trials = await run.trials();
  const { manifest } = run;
  const planned = trials.every((trial, index) => trial.planIndex === index) && trials.length === manifest.plannedTrials;
  if (!planned) faults.push(`${directory}: ${trials.length} trials are not the plan's ${manifest.plannedTrials}`);
  const bad = trials.filter((trial) => trial.phase === "measured" && trial.outcome.kind !== "answered");
  if (bad.length > 0) faults.push(`${directory}: ${bad.length} trials were not answered`);
  faults.push(...(await verifyRun(directory)).problems.map((problem) => `${directory}: ${problem}`));
  return trials.length;
}
