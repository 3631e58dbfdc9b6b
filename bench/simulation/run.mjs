// node bench/simulation/run.mjs [--quick] [--only PART] [--out FOLDER]: do the statistics keep their promises? Data with a known truth are made from
// seeds; counted is how often intervals hold it, how often equal targets are called different, and how often a change is found.
// Prints Markdown; a whole run that is not quick keeps it as simulation.md in bench/results/ or FOLDER. PART: intervals, equal, clustered or planned. Exit code 1 when something misses its band at a size for which it
// is meant, 2 for an unknown part.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stats } from "../../lib/dist/index.js";
import { clusteredNulls, equalTargets, plannedSizes } from "./comparisons.mjs";
import { batchRows, bootstrapRows, clusteredRows, meanRows, quantileRows, rateRows, wilsonRows } from "./coverage.mjs";

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

const parts = { intervals, equal, clustered, planned };
if (only !== undefined && !Object.hasOwn(parts, only)) {
  console.error(`expected --only to be one of ${Object.keys(parts).join(", ")}, got ${only}`);
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) part();

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
