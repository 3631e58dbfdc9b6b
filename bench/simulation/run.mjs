// node bench/simulation/run.mjs [--quick] [--only PART] [--out FOLDER]: do the statistics keep their promises? Data with a known truth are made from
// seeds; counted is how often intervals hold it, how often equal targets are called different, and how often a change is found.
// Prints Markdown; a whole run that is not quick keeps it as simulation.md in bench/results/ or FOLDER. PART: intervals, equal, clustered, planned, capacity, early, stopping, ranking or changes. Exit code 1 when something misses its band at a size for which it
// is meant, 2 for an unknown part.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stats } from "../../lib/dist/index.js";
import { capacities } from "./capacity.mjs";
import { newSteps, stableHistories } from "./changes.mjs";
import { clusteredNulls, equalTargets, plannedSizes } from "./comparisons.mjs";
import { batchRows, bootstrapRows, clusteredRows, meanRows, quantileRows, rateRows, wilsonRows } from "./coverage.mjs";
import { bestAlone, equalRanks } from "./ranking.mjs";
import { earlyFalseCalls, earlyPower } from "./sequential.mjs";
import { stoppedMeasurements } from "./stopping.mjs";

const {
  quick: isQuick,
  only,
  out,
} = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string", default: join(import.meta.dirname, "..", "results") },
  },
}).values;
/** @type {string[]} */
const said = [];

/** Prints, and keeps what was printed. */
function say(/** @type {string} */ text) {
  console.log(text);
  said.push(text);
}

const scale = isQuick ? 0.15 : 1;
const times = (full) => Math.round(full * scale);
/** The bands of the study, widened in a quick run by what so few samples scatter. */
const slack = isQuick ? 0.025 : 0;
/** With so many experiments a share near 90 % scatters by 1.3 points. */
const PLANS = 500;
let missed = 0;

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function mark(share, low, high, accepted) {
  if (!accepted) return "below its size";
  if (share >= low - slack && share <= high + slack) return "held";
  missed++;
  return "MISSED";
}

/** Whether a share of so many experiments reaches 90 %, or could be 90 % by Wilson's interval. */
function reached(share, experiments) {
  if (share >= 0.9) return "held";
  const { low, high } = stats.wilsonInterval(Math.round(share * experiments), experiments);
  if (high < 0.9) missed++;
  return `${high < 0.9 ? "MISSED" : "held, by chance below"}: ${percent(low)} to ${percent(high)}`;
}

/** Whether a share of so many experiments is at most this, or could be by Wilson's interval. */
function atMost(share, most, experiments) {
  if (share <= most) return "held";
  const { low, high } = stats.wilsonInterval(Math.round(share * experiments), experiments);
  if (low > most) missed++;
  return `${low > most ? "MISSED" : "held, by chance above"}: ${percent(low)} to ${percent(high)}`;
}

function table(head, rows) {
  say(`\n| ${head.join(" | ")} |\n|${head.map(() => "---").join("|")}|`);
  for (const row of rows) say(`| ${row.join(" | ")} |`);
}

function intervals() {
  say("\n## Intervals: share that holds the truth, 93 to 97 % wanted of 95 %");
  /** @type {import("./coverage.mjs").Row[]} */
  const rows = [
    ...meanRows(times(8_000)),
    ...clusteredRows(times(4_000), isQuick ? 500 : 1000),
    ...batchRows(times(4_000)),
    ...wilsonRows(times(10_000)),
    ...rateRows(times(4_000)),
    ...quantileRows(times(4_000)),
    ...bootstrapRows(times(1_500), isQuick ? 500 : 1000),
  ];
  table(
    ["interval", "data", "size", "coverage", ""],
    rows.map(({ what, data, size, share, accepted, note }) => {
      const judged = mark(share, 0.93, 0.97, accepted);
      const words = !accepted && note !== undefined ? "above 97 % by whole ranks" : judged;
      if (note !== undefined && !note.startsWith("says")) return [what, data, size, percent(share), note];
      return [what, data, size, percent(share), note === undefined ? words : `${words}, ${note}`];
    }),
  );
}

function equal() {
  say("\n## Equal targets (simulated target against itself): called different in 2 to 8 %");
  table(
    ["design", "metric", "called different", ""],
    equalTargets(times(1_000)).map(({ design, metric, called }) => {
      return [design, metric, percent(called), mark(called, 0.02, 0.08, true)];
    }),
  );
}

function clustered() {
  say("\n## Prompts that suit one arm or the other, equal on average: 3 to 7 %, where the naive test has over 20 %");
  table(
    ["design", "compareTargets", "", "t test over all pairs as if they were prompts"],
    clusteredNulls(times(2_000)).map(({ design, called, naive }) => {
      if (naive <= 0.2) missed++;
      return [design, percent(called), mark(called, 0.03, 0.07, true), percent(naive)];
    }),
  );
}

function planned() {
  say("\n## A true change of 5 %, at the size planned for 90 %: found in at least 90 %");
  table(
    ["pilot", "planned by", "prompts (median)", "experiments", "found", ""],
    plannedSizes(times(PLANS)).map(({ design, planner, prompts, found }) => {
      return [design, planner, prompts, times(PLANS), percent(found), reached(found, times(PLANS))];
    }),
  );
}

async function capacity() {
  say(
    "\n## Capacity, searched from 10 to 400 a second with 40,000 requests: at least 93 % hold the truth, median width at most 25 %",
  );
  table(
    ["queue", "capacity", "searches", "held", "width (median)", "bounded on both sides", ""],
    (await capacities(times(200), [40_000])).map(({ name, truth, held, width, bounded }) => {
      const isMeant = !name.includes("saturation");
      const wide = isMeant && width > 0.25 + slack ? ", MISSED: too wide" : "";
      if (wide !== "") missed++;
      const judged = mark(held, 0.93, 1, true);
      const words = isMeant ? `${judged}${wide}` : `${judged}; needs more requests`;
      return [name, `${truth.toFixed(1)} /s`, times(200), percent(held), percent(width), percent(bounded), words];
    }),
  );
}

function early() {
  say(
    "\n## Equal arms looked at 20 times: called different in at most 5.5 %, where a t test at each look has about 25 %",
  );
  table(
    ["differences", "cases a look", "studies", "called different", "", "t test at each look"],
    earlyFalseCalls(times(PLANS)).map(({ data, step, called, naive }) => {
      return [data, step, times(PLANS), percent(called), atMost(called, 0.055, times(PLANS)), percent(naive)];
    }),
  );
  say(
    "\n## A difference planned for 90 % with one look, looked at 20 times: within 3 points, 30 % saved at twice the difference",
  );
  table(
    ["cases", "true difference", "studies", "found", "found with one look", "cases saved", ""],
    earlyPower(times(PLANS)).map(({ cases, factor, found, fixed, saved }) => {
      const isHeld = found >= fixed - 0.03 - slack && (factor === 1 || saved >= 0.3);
      if (!isHeld) missed++;
      const judged = isHeld ? "held" : "MISSED";
      return [
        cases,
        factor === 1 ? "as planned" : "twice",
        times(PLANS),
        percent(found),
        percent(fixed),
        percent(saved),
        judged,
      ];
    }),
  );
}

function stopping() {
  say("\n## Measured until the interval is narrow enough: 93 to 97 % hold the truth at the stop");
  table(
    [
      "statistic",
      "cases",
      "spread between and within cases",
      "within",
      "measurements",
      "rounds (mean)",
      "stopped in 40",
      "held",
      "",
    ],
    stoppedMeasurements(times(PLANS)).map(({ statistic, cases, between, within, width, rounds, stopped, held }) => {
      const design = [statistic, cases, `${between} and ${within}`, percent(width)];
      return [
        ...design,
        times(PLANS),
        rounds.toFixed(1),
        percent(stopped),
        percent(held),
        mark(held, 0.93, 0.97, true),
      ];
    }),
  );
}

function ranking() {
  say(
    "\n## Five targets ranked: equal ones are distinguished in at most 5 %, one that is 10 % better is alone at rank 1 in 90 %",
  );
  table(
    ["five targets", "cases", "rankings", "share", ""],
    [
      ...equalRanks(times(PLANS)).map(({ cases, called }) => {
        return [
          "equal: any two distinguished",
          cases,
          times(PLANS),
          percent(called),
          atMost(called, 0.05, times(PLANS)),
        ];
      }),
      ...[bestAlone(times(PLANS))].map(({ prompts, found }) => {
        return [
          "one 10 % better: alone at rank 1",
          prompts,
          times(PLANS),
          percent(found),
          reached(found, times(PLANS)),
        ];
      }),
    ],
  );
}

function changes() {
  say(
    "\n## Stable histories of 30 runs that differ by 2 %: a change in at most 5 %, for one look and over a look after every run",
  );
  table(
    ["runs", "histories", "changePoints, one look", "", "trend, one look", "trend, a look after every run", ""],
    stableHistories(times(PLANS)).map(({ noise, isMeant, once, called, anyLook }) => {
      const held = (share) => (isMeant ? atMost(share, 0.05, times(PLANS)) : "not meant for this: the level wanders");
      return [noise, times(PLANS), percent(once), held(once), percent(called), percent(anyLook), held(anyLook)];
    }),
  );
  say("\n## A step of 10 %, looked at when two runs show it: found within one run of its place in at least 90 %");
  table(
    ["runs", "runs differ by", "runs before", "histories", "changePoints", "trend", ""],
    newSteps(times(PLANS)).map(({ noise, before, spread, found, called }) => {
      const design = [noise, percent(spread), before, times(PLANS), percent(found), percent(called)];
      if (spread > 0.02) return [...design, "needs a step that is larger beside the spread"];
      return [...design, before >= 18 ? reached(called, times(PLANS)) : "below its size"];
    }),
  );
}

const parts = { intervals, equal, clustered, planned, capacity, early, stopping, ranking, changes };
if (only !== undefined && !Object.hasOwn(parts, only)) {
  console.error(`expected --only to be one of ${Object.keys(parts).join(", ")}, got ${only}`);
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) await part();

if (!isQuick && only === undefined) {
  mkdirSync(out, { recursive: true });
  const head = "Made by `node bench/simulation/run.mjs` from fixed seeds: the same on every machine.";
  writeFileSync(
    join(out, "simulation.md"),
    `# Do the statistics keep their promises?\n\n${head}\n${said.join("\n")}\n`,
  );
}
console.log(
  `\n${isQuick ? "Quick run. " : ""}${(process.cpuUsage().user / 1e6).toFixed(0)} s of one core; ${missed} missed.`,
);
process.exitCode = missed === 0 ? 0 : 1;
