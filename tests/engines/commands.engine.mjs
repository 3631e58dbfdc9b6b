import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";

// The commands of the recipes that need no server, on the real weights, and the files they leave.

const main = resolve(import.meta.dirname, "..", "..", "lib/dist/cli/main.js");
const folder = () => mkdtempSync(join(tmpdir(), "commands-"));
const benchbook = (...args) =>
  promisify(execFile)(process.execPath, [main, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout + stderr }),
  );

describe("the recipes' commands on the real weights", () => {
  it("infer writes its JSON and its row for the community table", async () => {
    const [json, row] = [join(folder(), "infer.json"), join(folder(), "infer.md")];
    const asked = [
      "infer",
      "--gen-tokens",
      "16",
      "--iters",
      "2",
      "--warmup-tokens",
      "4",
      "--json-out",
      json,
      "--md-out",
      row,
    ];
    const { code, out } = await benchbook(...asked);
    assert.equal(code, 0, out);
    const { model, results, torch } = JSON.parse(readFileSync(json, "utf8"));
    assert.deepEqual([model.n_layer, model.n_head, model.n_embd, model.params_m], [30, 9, 576, 134.515008]);
    assert.deepEqual(torch, { version: null, cuda: null });
    assert.equal(results.vram_peak_mib, null);
    assert.ok(results.tokens_per_sec.min <= results.tokens_per_sec.mean);
    assert.match(readFileSync(row, "utf8"), /\| on \| 16 \|/);
  });

  it("variants writes its tables, the reference being like itself", async () => {
    const out = folder();
    const { code, out: said } = await benchbook("variants", "--max-tokens", "8", "--out", out);
    assert.equal(code, 0, said);
    const report = readFileSync(join(out, "report.md"), "utf8");
    for (const word of [/F16/i, /Q8_0/i, /Q4_0/i, /Cosine Similarity/, /1\.000/, /NA/]) assert.match(report, word);
    assert.ok(existsSync(join(out, "raw_results.csv")));
  });

  it("baseline writes its results and its five plots", async () => {
    const out = folder();
    const { code, out: said } = await benchbook("baseline", "--max-tokens", "8", "--repetitions", "1", "--out", out);
    assert.equal(code, 0, said);
    assert.equal(typeof JSON.parse(readFileSync(join(out, "benchmark_results.json"), "utf8")), "object");
    for (const plot of [
      "time_comparison",
      "token_comparison",
      "memory_comparison",
      "improvements",
      "comprehensive_dashboard",
    ])
      assert.ok(statSync(join(out, "benchmark_plots", `${plot}.png`)).size > 8000, plot);
  });

  it("each refuses what makes no sense with exit code 2 and one line", async () => {
    for (const asked of [
      ["infer", "--gen-tokens", "0"],
      ["infer", "--checkpoint", "/no/such/model.gguf"],
      ["variants", "--reference", "nobody", "--out", folder()],
      ["baseline", "--baseline", "a:speed=9", "--optimised", "b:threads=1", "--out", folder()],
    ]) {
      const { code, out } = await benchbook(...asked);
      assert.equal(code, 2, `${asked.join(" ")}: ${out}`);
      assert.ok(out.trim().split("\n").length <= 3, out);
    }
  });
});
