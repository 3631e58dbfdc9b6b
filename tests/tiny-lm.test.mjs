import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root, venvPython } from "../scripts/setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "benchbook-tiny-lm-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the tiny model in data/models is what its maker makes", () => {
  const maker = join(root, "scripts", "python", "make_tiny_lm.py");
  const { status, stderr } = spawnSync(venvPython, [maker, folder], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  /** @param {string} file */
  const both = (file) =>
    [join(folder, file), join(root, "data", "models", "tiny-lm", file)].map((path) => readFileSync(path));
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
    const [made, kept] = both(file);
    assert.equal(String(made), String(kept), file);
  }
  // the last bits of a singular value decomposition differ from machine to machine, the shape of the network does not
  const [made, kept] = both(join("onnx", "decoder_model_merged.onnx"));
  assert.equal(made.length, kept.length);
});
