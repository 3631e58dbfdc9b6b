import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { main } from "../../tests/support/cli/benchbook.js";

const folder = mkdtempSync(path.join(tmpdir(), "benchbook-closed-"));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, "cases.jsonl"), '{"id":"a","prompt":"Say yes."}\n');
writeFileSync(
  path.join(folder, "many.toml"),
  'name = "many"\ncases = "cases.jsonl"\nwarmups = 0\nrepetitions = 80\ndirectory = "runs"\n' +
    '[[targets]]\nkind = "simulated"\nname = "slow"\ntimeToFirstTokenMs = 5\ngapMs = 2\ntokens = 4\n',
);

describe("output that nobody takes", () => {
  it("is no reason to end a run: the reader of its progress may go", async () => {
    const child = spawn(process.execPath, [main, "run", "many.toml", "--json"], { cwd: folder });
    child.stderr.once("data", () => child.stderr.destroy());
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    assert.equal(code, 0);
    assert.equal((JSON.parse(said) as { state: string }).state, "finished");
  });

  // /dev/full refuses every byte as a full disk does: full(4).
  it("is said when the disk is full, with exit code 2", { skip: !existsSync("/dev/full") }, async () => {
    const child = spawn(process.execPath, [main, "verify", folder], {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    const [said, [code]] = await Promise.all([text(child.stderr ?? assert.fail()), once(child, "exit")]);
    assert.equal(code, 2);
    assert.match(said, /^benchbook: cannot write the result: ENOSPC: .*\n$/);
  });
});
