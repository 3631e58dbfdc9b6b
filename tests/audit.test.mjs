import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { exceptionProblems, lockProblems, readReport, reportProblems } from "../scripts/audit/judge.mjs";
import { root } from "../scripts/setup/paths.mjs";

// The form of `npm audit --json`, report version 2, as npm 11 prints it for a project with minimist 0.0.8 under mkdirp.
const REPORT = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    minimist: {
      name: "minimist",
      severity: "critical",
      isDirect: false,
      via: [
        {
          source: 1097678,
          name: "minimist",
          dependency: "minimist",
          title: "Prototype Pollution in minimist",
          url: "https://github.com/advisories/GHSA-xvch-5gv4-984h",
          severity: "critical",
          range: "<0.2.4",
        },
        {
          source: 1096465,
          name: "minimist",
          dependency: "minimist",
          title: "Prototype Pollution in minimist",
          url: "https://github.com/advisories/GHSA-vh95-rmgr-6w4m",
          severity: "moderate",
          range: "<0.2.1",
        },
      ],
      effects: ["mkdirp"],
      range: "<=0.2.3",
      nodes: ["node_modules/minimist"],
      fixAvailable: true,
    },
    mkdirp: { name: "mkdirp", severity: "critical", isDirect: true, via: ["minimist"], effects: [], nodes: [] },
  },
  metadata: { vulnerabilities: { moderate: 0, high: 0, critical: 2, total: 2 } },
});
const reason = "only the command line of a package that is never started parses arguments with it";
const exception = { advisory: "GHSA-xvch-5gv4-984h", package: "minimist", reason };

test("a grave advisory that nobody argued away is a problem, a moderate one is none", () => {
  const { advisories } = readReport(REPORT);
  assert.equal(advisories?.length, 2);
  assert.deepEqual(reportProblems(advisories ?? [], []), [
    "critical: minimist: Prototype Pollution in minimist (GHSA-xvch-5gv4-984h)",
  ]);
  assert.deepEqual(reportProblems(advisories ?? [], [exception]), []);
});

test("an exception is for one advisory of one package, and goes when it is no longer needed", () => {
  const { advisories } = readReport(REPORT);
  const elsewhere = { ...exception, package: "yargs" };
  assert.equal(reportProblems(advisories ?? [], [elsewhere]).length, 2);
  assert.deepEqual(reportProblems([], [exception]), ["GHSA-xvch-5gv4-984h (minimist): no longer needed"]);
  const moderate = { ...exception, advisory: "GHSA-vh95-rmgr-6w4m" };
  assert.match(reportProblems(advisories ?? [], [exception, moderate]).join(), /vh95.*no longer needed/);
  const installed = new Set(["minimist"]);
  assert.deepEqual(exceptionProblems([exception], installed), []);
  assert.match(exceptionProblems([{ ...exception, reason: "fine" }], installed).join(), /does not argue/);
  assert.match(exceptionProblems([exception, exception], installed).join(), /named twice/);
  assert.match(exceptionProblems([exception], new Set()).join(), /not installed/);
});

test("a registry that cannot be asked is told from one that knows of nothing", () => {
  const refused = { message: "405 Method Not Allowed - POST https://mirror.example/bulk", statusCode: 405 };
  assert.deepEqual(readReport(JSON.stringify(refused)), {
    advisories: null,
    whyNot: "405 Method Not Allowed - POST the registry",
  });
  assert.equal(readReport("").advisories, null);
  assert.deepEqual(readReport(JSON.stringify({ vulnerabilities: {} })).advisories, []);
});

test("an install script that package.json does not name is a problem, and so is an entry without its hash", () => {
  const packages = {
    "": {},
    "node_modules/a": { integrity: "sha512-x", hasInstallScript: true },
    "node_modules/b/node_modules/@c/d": { hasInstallScript: true, inBundle: true },
    "node_modules/e": {},
  };
  assert.deepEqual(lockProblems(packages, { a: false, e: false }), [
    "node_modules/e has no hash",
    "@c/d has an install script: name it under allowScripts in package.json, true or false",
    "e has no install script: take it out of allowScripts in package.json",
  ]);
});

test("the project's own lock file has a hash for each entry, names each install script and lets none run", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { allowScripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.deepEqual(lockProblems(packages, allowScripts), []);
  assert.deepEqual(Object.values(allowScripts).filter(Boolean), []);
  assert.match(readFileSync(join(root, "scripts", "setup", "packages.mjs"), "utf8"), /npm\("ci", "--ignore-scripts"/);
});

test("the gate says in one line what it found, also where no registry answers", () => {
  const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" };
  const ask = (/** @type {string[]} */ ...args) =>
    spawnSync(process.execPath, [join(root, "scripts", "audit.mjs"), ...args], { env, encoding: "utf8" });
  const asked = ask();
  assert.deepEqual([asked.status, asked.stdout.split("\n").length], [0, 2], asked.stderr);
  assert.match(asked.stdout, /^audit: \d+ packages locked, advisories unknown, \d+ exceptions, 0 problems$/m);
  assert.match(asked.stderr, /audit: NOT ASKED: .*ECONNREFUSED/);
  assert.equal(ask("--must").status, 1);
});
