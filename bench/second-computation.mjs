// The five jobs' published numbers a second time, by other means: a server in Python that logs every request and write, numpy, scipy,
// Hugging Face's tokenizers with ONNX Runtime, Python's json, and /proc at 10 Hz. Prints each difference; leaves 1 where one is too large.
// Needs python3 and PyPI: it makes a virtual environment in the temporary folder.
//   node bench/second-computation.mjs > bench/results/second-computation.md
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const packages = ["numpy==2.3.5", "scipy==1.17.1", "tokenizers==0.23.3", "onnxruntime==1.32.0"];
const folder = path.join(os.tmpdir(), "benchbook-second-computation");
const python = path.join(folder, "bin", "python");

/** @param {string} command @param {readonly string[]} words @param {"inherit" | number} out */
function run(command, words, out) {
  const { status, error } = spawnSync(command, words, { stdio: ["ignore", out, "inherit"] });
  if (error !== undefined) throw error;
  return status ?? 1;
}

if (!existsSync(python)) run("python3", ["-m", "venv", folder], 2);
if (run(python, ["-m", "pip", "install", "-q", ...packages], 2) !== 0) process.exit(1);
const script = fileURLToPath(new URL("second-computation/compute.py", import.meta.url));
process.exit(run(python, [script, process.execPath], "inherit"));
