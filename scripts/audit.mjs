// npm run audit [-- --must]: are the locked packages without known holes? Exit code 1 for an advisory of high or critical severity
// that docs/audit-exceptions.json does not argue away, for an exception that is no longer needed, for a locked package without
// its hash, and for an install script that package.json does not name. A registry that cannot be asked about advisories (many
// mirrors cannot) is said to be so in one line and is no failure, since nobody here could mend it; with --must it is one.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exceptionProblems, lockProblems, readReport, reportProblems } from "./audit/judge.mjs";
import { root } from "./setup/paths.mjs";

const MUST = process.argv.includes("--must");
const read = (/** @type {string} */ path) => JSON.parse(readFileSync(join(root, path), "utf8"));

const { packages } = read("package-lock.json");
const { exceptions } = read("docs/audit-exceptions.json");
const names = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf("node_modules/") + 13)));
const problems = [
  ...lockProblems(packages, read("package.json").allowScripts),
  ...exceptionProblems(exceptions, names),
];
const { advisories, whyNot } = readReport(askNpm());
if (advisories !== null) problems.push(...reportProblems(advisories, exceptions));
for (const problem of problems) console.error(`audit: ${problem}`);
if (advisories === null) {
  console.error(`audit: NOT ASKED: ${whyNot}. The lock file was checked, advisories were not; try another registry.`);
}
console.log(
  `audit: ${Object.keys(packages).length - 1} packages locked, ` +
    `${advisories === null ? "advisories unknown" : `${advisories.length} advisories of any severity`}, ` +
    `${exceptions.length} exceptions, ${problems.length} problems`,
);
process.exit(problems.length > 0 || (MUST && advisories === null) ? 1 : 0);

/** The report of npm; it exits with 1 also when it has found something, so only its text tells. */
function askNpm() {
  const own = process.env.npm_execpath;
  const isScript = own !== undefined && /npm-cli\.c?js$/.test(own);
  const args = ["audit", "--json", "--package-lock-only", "--fetch-retries=1", "--fetch-timeout=30000"];
  const { stdout } = isScript
    ? spawnSync(process.execPath, [own, ...args], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 })
    : spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28, shell: process.platform === "win32" });
  return stdout ?? "";
}
