import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import {
  openaiTarget,
  openRun,
  resumeRun,
  runBenchmark,
  scoreRun,
  syntheticCases,
  verifyRun,
  writeReport,
} from "../../lib/index.js";
import { main } from "../support/cli/benchbook.js";
import { type EchoingServer, echoingServer, failingPaths } from "../support/targets/echoing-server.js";

// One key goes through every way in which a run can fail, and must be found nowhere afterwards.

const key = `sk-Canary-${randomBytes(16).toString("hex").toUpperCase()}`; // in capitals, which headers lose on their way
process.env.CANARY_KEY = key; // before the first run: the measuring process takes over this environment
process.env.CANARY_MISSHAPEN = `${key}é`;

const forms = [key, Buffer.from(key).toString("base64").slice(0, 40), Buffer.from(key).toString("hex")];
const traces = (text: string) => {
  const lower = text.toLowerCase();
  return forms.filter((form) => text.includes(form) || lower.includes(form.toLowerCase()));
};
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-canary-"));
const cases = syntheticCases({ count: 1, promptTokens: 8, maxTokens: 8, seed: 1 });

/** Every file below a folder that holds the key. */
const filesWithKey = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => traces(readFileSync(file, "latin1")).length > 0);

const target = (server: EchoingServer, name: string, over = {}) =>
  openaiTarget({ baseUrl: `${server.origin}/${name}/v1`, model: "m", name, apiKeyEnv: "CANARY_KEY", ...over });

/** What a failing call throws, with all that hangs on it. */
async function thrownBy(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    return inspect(error, { depth: 10, showHidden: true });
  }
  return assert.fail("expected it to throw");
}

/** All that a command prints. */
const commandLine = (directory: string, ...args: string[]) =>
  new Promise<string>((resolve) => {
    const options = { cwd: directory, env: process.env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) =>
      resolve(`exit ${error?.code ?? 0}\n${stdout}\n${stderr}`),
    );
  });

describe("an API key", async () => {
  const server = await echoingServer();
  const directory = folder();
  after(() => server.close());

  it(`leaves no trace in a run of ${Object.keys(failingPaths).length} failing paths, its progress and its reports`, async () => {
    const names = Object.keys(failingPaths);
    assert.ok(names.length >= 25);
    const told: string[] = [];
    const run = await runBenchmark({
      name: "canary",
      targets: names.map((name) => target(server, name)),
      cases,
      warmups: 0,
      errorBudget: 1,
      timeouts: { firstTokenMs: 300, stallMs: 300 },
      directory,
      onProgress: (progress) => told.push(JSON.stringify(progress)),
    });
    assert.deepEqual([...server.seen.keys()].sort(), [...names].sort());
    assert.ok(
      [...server.seen.values()].every((sent) => sent === key),
      "the server had the key each time",
    );
    await scoreRun(run);
    await writeReport(run);
    assert.deepEqual(filesWithKey(directory), []);
    assert.deepEqual(traces(told.join("\n")), []);
    assert.deepEqual(traces(inspect([run, await run.trials(), await verifyRun(run.directory)], { depth: 20 })), []);
    const trials = await run.trials();
    const outcomes = new Map(trials.map((trial) => [trial.target, trial.outcome]));
    assert.equal(outcomes.get("answer-in-halves")?.text, "[key]", "what was taken out is marked");
    assert.ok(trials.filter(({ outcome }) => outcome.kind === "failed").length >= 20);
    await writeFile(path.join(directory, "planted"), `x${key}`);
    assert.deepEqual(filesWithKey(directory), [path.join(directory, "planted")], "a trace would be found");
  });

  it("leaves none when a key is refused and ends the run, and when the run is resumed", async () => {
    const own = folder();
    const refused = await runBenchmark({ targets: [target(server, "wrong-key-401")], cases, directory: own });
    assert.match(refused.manifest.stateReason ?? "", /refused: .*CANARY_KEY/);
    const again = await resumeRun(refused.directory);
    assert.equal(again.manifest.state, "broken-off");
    assert.deepEqual([filesWithKey(own), traces(inspect(again.manifest, { depth: 20 }))], [[], []]);
  });

  it("leaves none when the measuring process is killed while it waits for the server", async () => {
    const own = folder();
    const running = runBenchmark({ targets: [target(server, "stall")], cases, warmups: 0, directory: own });
    const killed = async () => {
      for (;;) {
        const [name] = readdirSync(own).filter((entry) => !entry.startsWith("."));
        const run = name === undefined ? null : await openRun(path.join(own, name)).catch(() => null);
        const session = run?.manifest.sessions[0];
        if (session !== undefined) return process.kill(session.processId, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await killed();
    const { manifest } = await running;
    assert.match(manifest.stateReason ?? "", /SIGKILL/);
    assert.deepEqual([filesWithKey(own), traces(inspect(manifest, { depth: 20 }))], [[], []]);
  });

  it("leaves none in what is thrown before a run begins", async () => {
    const gone = await echoingServer();
    await gone.close();
    const run = (over: object, from = server) =>
      runBenchmark({ targets: [target(from, "answer", over)], cases, directory: folder() });
    const thrown = [
      await thrownBy(() => run({}, gone)),
      await thrownBy(() => run({ apiKeyEnv: "CANARY_MISSHAPEN" })),
      await thrownBy(() => run({ apiKeyEnv: key })),
      await thrownBy(() => run({ headers: { authorization: `Bearer ${key}` } })),
      await thrownBy(() => run({ headers: { "x-api-key": key } })),
      await thrownBy(() => run({ extraBody: { api_key: key } })),
      await thrownBy(() => run({ baseUrl: `http://user:${key}@127.0.0.1/v1` })),
      await thrownBy(() => run({ baseUrl: `http://127.0.0.1/v1?api_key=${key}` })),
    ];
    for (const text of thrown) assert.deepEqual(traces(text), [], text.replaceAll(key, "THE KEY"));
  });

  it("leaves none on the terminal, as text or as JSON, whatever command fails", async () => {
    const own = folder();
    const stream = (name: string, ...more: string[]) => {
      const server_ = ["--base-url", `${server.origin}/${name}/v1`, "--model", "m", "--api-key-env", "CANARY_KEY"];
      return commandLine(own, ...more, "stream", ...server_, "--csv", path.join(own, "r.csv"), "--warmups", "0");
    };
    const printed = [
      await stream("wrong-key-401"),
      await stream("answer-in-halves", "--json"),
      await stream("server-error-500"),
    ];
    const [run = ""] = readdirSync(directory).filter((entry) => entry.startsWith("canary-"));
    for (const command of ["verify", "report", "resume"])
      printed.push(await commandLine(own, command, path.join(directory, run)));
    for (const text of printed) assert.deepEqual(traces(text), []);
    const runs = printed
      .slice(0, 3)
      .map((text) => /(?:run folder: |"directory": ?")([^"\n]+)/.exec(text)?.[1] ?? "none told");
    for (const left of runs) {
      assert.deepEqual(filesWithKey(left), []);
      rmSync(left, { recursive: true });
    }
    assert.match(printed[0] ?? "", /^exit 1\n.*CANARY_KEY/s);
    assert.deepEqual(filesWithKey(own), []);
  });
});
