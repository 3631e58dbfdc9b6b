import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

// docs/one-trial.md tells what runs between an answer's first byte and its row on the disk. V8's coverage of a real trial says so too.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(path.join(root, "docs", "one-trial.md"), "utf8");
const matches = (pattern: RegExp) => [...page.matchAll(pattern)].map((match) => String(match[1]));

/** The files of the walk, in the order in which the page tells them. */
const told = matches(/^\d+\. `(lib\/[^`]+)`/gm);

interface Step {
  readonly step: string;
  readonly files: readonly string[];
}

/** The files that ran in one streamed trial against a local server. */
async function recorded(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(root, "bench", "trial-walk.mjs"), "--lib", "build/lib", "--json"],
    { cwd: root },
  );
  const { steps }: { readonly steps: readonly Step[] } = JSON.parse(stdout);
  return [...new Set(steps.flatMap(({ files }) => files.map((file) => `lib/${file}`)))];
}

describe("one trial's walk", () => {
  it("names files that exist, each once, at most 25", () => {
    assert.deepEqual(
      matches(/`((?:lib|bench|tests)\/[^`]+\.\w+)`/g).filter((file) => !existsSync(path.join(root, file))),
      [],
    );
    assert.equal(new Set(told).size, told.length);
    assert.ok(told.length > 10 && told.length <= 25, `${told.length} files`);
  });

  it("names the files that run in a real streamed trial, and no others", async () => {
    assert.deepEqual((await recorded()).toSorted(), told.toSorted());
  });
});
