import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { benchbook, recorded } from "../../tests/support/cli/benchbook.js";
import { projectFile } from "../index.js";

const run = path.join(recorded, "q8-against-q4");
const folder = mkdtempSync(path.join(tmpdir(), "benchbook-commands-"));
after(() => rmSync(folder, { recursive: true }));

/** The names under "Commands:" of the help. */
async function commandNames(): Promise<string[]> {
  const { stdout } = await benchbook("--help");
  const listed = stdout.slice(stdout.indexOf("Commands:"));
  return [...listed.matchAll(/^ {2}([a-z]+) /gm)].map((match) => String(match[1])).filter((name) => name !== "help");
}

describe("the command line", () => {
  it("shows with every command's help an example that calls it", async () => {
    const names = await commandNames();
    assert.ok(names.length >= 12, names.join(" "));
    for (const name of names) {
      const { code, stdout, stderr } = await benchbook(name, "--help");
      assert.deepEqual([code, stderr], [0, ""], name);
      assert.match(stdout, new RegExp(`Examples?:\\n  npx benchbook ${name} `));
      assert.match(stdout, /--json +print the result as JSON/, name);
      assert.match(
        stdout,
        /\nExit codes: 0 success,( 1 bad result \(.+\),)? 2 usage error, or it could not begin\.\n/,
        name,
      );
    }
  });

  it("says which version it is", async () => {
    const { version } = JSON.parse(readFileSync(projectFile("package.json"), "utf8")) as { version: string };
    const { code, stdout, stderr } = await benchbook("--version");
    assert.deepEqual([code, stdout, stderr], [0, `${version}\n`, ""]);
  });

  it("answers a question that it does not know with exit code 2, and where help is", async () => {
    for (const args of [["measure"], ["verify"], ["compare", run, "--loud"], ["infer", "--iters", "none"]]) {
      const { code, stdout, stderr } = await benchbook(...args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, /^error: .*\n(\(Did you mean .*\)\n)?\n?(See: benchbook [a-z]+ --help|Run with --help .*)/);
    }
  });

  it("verifies a recorded run, and finds a journal to which a line was added", async () => {
    const good = await benchbook("verify", run);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const copy = path.join(folder, "damaged");
    cpSync(run, copy, { recursive: true });
    appendFileSync(path.join(copy, "journal.jsonl"), "{}\n");
    const damaged = await benchbook("--json", "verify", copy);
    assert.deepEqual([damaged.code, damaged.stderr], [1, ""]);
    assert.equal(typeof JSON.parse(damaged.stdout), "object");
    const both = await benchbook("verify", run, copy);
    assert.equal(both.code, 1);
    const lines = both.stdout.trimEnd().split("\n");
    assert.deepEqual(lines[0], `${run}: ${good.stdout.trimEnd()}`, "of several folders each line says whose it is");
    assert.ok(lines.length > 2 && lines.slice(1).every((line) => line.startsWith(`${copy}: `)), both.stdout);
    const told = JSON.parse((await benchbook("--json", "verify", run, copy)).stdout);
    assert.deepEqual(
      told.runs.map((one: { directory: string; ok: boolean }) => [one.directory, one.ok]),
      [
        [run, true],
        [copy, false],
      ],
    );
    const nothing = await benchbook("verify", run, path.join(folder, "nothing"));
    assert.deepEqual([nothing.code, nothing.stdout], [2, ""]);
    assert.match(nothing.stderr, /^benchbook: expected the folder of a run, got .*: no such folder\n$/);
    const empty = await benchbook("verify", folder);
    assert.equal(empty.code, 1);
    assert.match(empty.stdout, /expected a run folder with manifest\.json/);
  });

  it("compares two targets of a run, and its gate fails on the one that is slower", async () => {
    const compare = (...more: string[]) => benchbook("--json", "compare", run, "--metric", "tokensPerSecond", ...more);
    const plain = await compare();
    assert.deepEqual([plain.code, plain.stderr], [0, ""]);
    const { verdict, n, ratio } = JSON.parse(plain.stdout);
    const names = ["--baseline", JSON.parse(plain.stdout).candidate, "--candidate", JSON.parse(plain.stdout).baseline];
    const turned = JSON.parse((await compare(...names)).stdout);
    assert.equal(turned.n, n);
    assert.ok(Math.abs(turned.ratio * ratio - 1) < 1e-9, "the other way round is the inverse");
    const slower = verdict === "slower" ? [] : names;
    assert.deepEqual(new Set([verdict, turned.verdict]), new Set(["slower", "faster"]));
    assert.equal((await compare("--fail-on-slower", "5", ...slower)).code, 1);
    assert.equal((await compare("--fail-on-slower", "5", ...(slower === names ? [] : names))).code, 0);
    const unknown = await benchbook("compare", run, "--metric", "beauty");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /^benchbook: expected --metric to be one of .*, got beauty\n$/);
  });

  it("says which way a ratio runs, and that a gate which cannot know fails, though the ratio is below 1", async () => {
    // In this run the candidate's answers are a quarter longer, and yet it took 0.785 times as long.
    const { code, stdout } = await benchbook("compare", run, "--fail-on-slower", "5");
    assert.equal(code, 1);
    assert.match(stdout, /not-comparable; candidate \/ baseline is 0\.785 \(-21\.5 %, .*\), below 1 is faster\n/);
    assert.match(stdout, /--fail-on-slower 5: FAILED, whether the candidate is slower is unknown, because .* 125 %/);
  });

  it("takes a candidate alone: the baseline is then the other target", async () => {
    const plain = JSON.parse((await benchbook("--json", "compare", run)).stdout);
    const turned = JSON.parse((await benchbook("--json", "compare", run, "--candidate", plain.baseline)).stdout);
    assert.deepEqual([turned.baseline, turned.candidate], [plain.candidate, plain.baseline]);
  });
});
