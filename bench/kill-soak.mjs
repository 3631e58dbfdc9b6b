// What a killed run keeps: SIGKILL at random moments to the measuring process, to its parent and to both in turn. Each run is
// taken up again until it is complete. Nothing that progress had reported may be lost, nothing may be there twice, at most one
// line may be torn by a kill, and the complete run must be the plan and verify. Exit code 1 when anything of that fails.
//   node bench/kill-soak.mjs [--kills 200] [--seed 1] [--keep]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stats } from "../lib/dist/index.js";
import { keepOption, tell } from "./keeping/keep.mjs";
import { killRuns, VICTIMS } from "./killed-runs/kill-runs.mjs";

const { values } = parseArgs({
  options: { ...keepOption, kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const folder = mkdtempSync(join(tmpdir(), "benchbook-kills-"));
const random = stats.seededRandom(Number(values.seed));
const beganAt = Date.now();
const found = await killRuns({
  kills: Number(values.kills),
  folder,
  random: () => random.below(2 ** 20) / 2 ** 20,
  say: (line) => process.stderr.write(`${line}\n`),
});
const rows = [
  ...VICTIMS.map((victim) => [
    `SIGKILL to ${victim === "both" ? "both" : `the ${victim} process`}`,
    found.kills[victim],
  ]),
  ["of these before the first report", found.beforeFirstTrial],
  ["trials reported before a kill", found.acknowledged],
  ["torn lines, each cut and told", found.tornLines],
  ["runs completed after their kills", found.runs],
  ["trials of these runs", found.trials],
  ["lost, doubled, unplanned or not verified", found.faults.length],
  ["seconds", Math.round((Date.now() - beganAt) / 1000)],
];
const lines = [`| kill soak, seed ${values.seed} | |`, "|---|---:|", ...rows.map(([what, n]) => `| ${what} | ${n} |`)];
tell({ name: "kill-soak", title: "What a killed run keeps", text: lines.join("\n"), keep: values.keep });
for (const fault of found.faults) console.error(fault);
if (found.faults.length === 0) rmSync(folder, { recursive: true });
process.exit(found.faults.length === 0 ? 0 : 1);
