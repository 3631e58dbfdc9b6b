import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import {
  moduleTarget,
  ollamaTarget,
  openaiTarget,
  resumeRun,
  runBenchmark,
  syntheticCases,
  writeReport,
} from "../../lib/index.js";
import { main } from "../support/cli/benchbook.js";
import { echoingServer, failingPaths } from "../support/targets/echoing-server.js";

// A key by any name that a gateway gives it: it is refused with the way that there is, or its value is in nothing that is kept.

const value = `Canary-${randomBytes(12).toString("hex").toUpperCase()}`;
process.env.CANARY_NAMED = value; // before the first run: the measuring process takes over this environment

/** Headers and fields in which gateways and vendors of today take a key, a session or a licence. */
const headers = `Ocp-Apim-Subscription-Key x-functions-key X-Subscription-Key X-Access-Key Fal-Key x-license-key
  X-Portkey-Virtual-Key X-Portkey-Api-Key X-Session-Id x-client-pass key X-API-Key api-key xi-api-key X-Auth-Token
  X-Goog-Api-Key Helicone-Auth X-Amz-Security-Token CF-Access-Client-Secret CF-Access-Client-Id X-Vault-Token X-RapidAPI-Key
  X-RapidAPI-Proxy-Secret X-Gitlab-Token PRIVATE-TOKEN X-Shopify-Access-Token X-CSRF-Token DD-API-KEY DD-APPLICATION-KEY
  X-Api-Secret X-Apikey apikey X-Access-Token X-Client-Secret X-Consumer-Username X-User-Token X-Org-Credential
  X-Signature X-Service-Account X-Tenant X-ClientPassword sessiontoken Proxy-Authorization`.split(/\s+/);
const fields =
  `key subscription_key access_key api_token apiKey clientSecret user_password credential account tenant user
  safety_identifier cache_salt session session_id`.split(/\s+/);

const traces = (text: string) => {
  const forms = [value, Buffer.from(value).toString("base64"), Buffer.from(value).toString("hex")];
  return forms.filter((form) => text.toLowerCase().includes(form.toLowerCase()));
};
const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-canary-names-"));
const filesWithValue = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => traces(readFileSync(file, "latin1")).length > 0);
const cases = syntheticCases({ count: 1, promptTokens: 8, maxTokens: 8, seed: 1 });
const address = { baseUrl: "http://127.0.0.1:9/v1", model: "m" };

/** Which of these settings are taken; the others are refused with a message that names a way and no value. */
function taken(names: readonly string[], make: (name: string) => unknown, way: RegExp): readonly string[] {
  return names.filter((name) => {
    try {
      make(name);
      return true;
    } catch (error) {
      const told = inspect(error, { depth: 10, showHidden: true });
      assert.match(told, way, name);
      assert.deepEqual(traces(told), [], name);
      return false;
    }
  });
}

const headersTaken = taken(headers, (name) => openaiTarget({ ...address, headers: { [name]: value } }), /apiKeyEnv/);
const fieldsTaken = taken(fields, (name) => openaiTarget({ ...address, extraBody: { [name]: value } }), /apiKeyEnv/);
const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, value]));

const commandLine = (directory: string, ...args: string[]) =>
  new Promise<string>((resolve) => {
    const options = { cwd: directory, env: process.env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) =>
      resolve(`exit ${error?.code ?? 0}\n${stdout}\n${stderr}`),
    );
  });

describe("a key by any name", async () => {
  const server = await echoingServer((sent, body) =>
    [...Object.values(sent).flat(), /Canary-\w+/.exec(body)?.[0]].find((one) => one !== undefined && one === value),
  );
  after(() => server.close());
  const echoed = (name: string, over: object = {}) =>
    openaiTarget({ baseUrl: `${server.origin}/${name}/v1`, model: "m", name, ...over });

  it("is refused where the name says what it is", () => {
    assert.ok(headers.length >= 40);
    assert.deepEqual(headersTaken, [
      "X-Session-Id",
      "CF-Access-Client-Id",
      "X-Consumer-Username",
      "X-Service-Account",
      "X-Tenant",
    ]);
    assert.deepEqual(fieldsTaken, ["account", "tenant", "user", "safety_identifier", "cache_salt", "session_id"]);
    const deep = (name: string) => openaiTarget({ ...address, extraBody: { a: [{ b: { [name]: [value] } }] } });
    assert.deepEqual(taken(fields, deep, /apiKeyEnv/), fieldsTaken);
    const query = (name: string) => openaiTarget({ ...address, query: { [name]: value } });
    assert.deepEqual(taken(fields, query, /apiKeyEnv/), fieldsTaken);
    const option = (name: string) => ollamaTarget({ model: "m", options: { [name]: value } });
    assert.deepEqual(taken(fields, option, /Ollama takes no key/), fieldsTaken);
    const own = (name: string) => moduleTarget({ module: "own.mjs", engine: { [name]: value } });
    assert.deepEqual(taken(fields, own, /world\.environment/), fieldsTaken);
  });

  const hidden = {
    headers: { ...all(headersTaken), "OpenAI-Organization": "org-a" },
    extraBody: { metadata: { list: [{ ...all(fieldsTaken) }] }, prompt_cache_key: "shared-1" },
    query: { tenant: value, "api-version": "2024-10-21" },
  };
  for (const [where, settings] of [
    ["in a header of its own, named by its variable,", { apiKeyEnv: "CANARY_NAMED", apiKeyHeader: "api-key" }],
    ["by names that nobody knows", hidden],
  ] as const)
    it(`${where} leaves no trace in a run whose server sends it back`, async () => {
      const directory = folder();
      const told: string[] = [];
      const names = Object.keys(failingPaths);
      const run = await runBenchmark({
        targets: names.map((name) => echoed(name, settings)),
        cases,
        warmups: 0,
        errorBudget: 1,
        timeouts: { firstTokenMs: 300, stallMs: 300 },
        directory,
        onProgress: (progress) => told.push(JSON.stringify(progress)),
      });
      await writeReport(run);
      assert.ok(
        names.every((name) => server.seen.get(name) === value),
        "the server had it each time",
      );
      assert.equal((await run.trials()).length, names.length);
      assert.deepEqual(filesWithValue(directory), []);
      assert.deepEqual(traces(told.join("\n")), []);
      assert.deepEqual(traces(inspect([run, await run.trials()], { depth: 20 })), []);
    });

  it("leaves none where several processes send and it comes back in pieces", async () => {
    const directory = folder();
    const names = ["answer-in-halves", "reasoning-in-halves", "tool-call", "wrong-key-401"];
    const run = await runBenchmark({
      targets: names.map((name) => echoed(name, { ...hidden, apiKeyEnv: "CANARY_NAMED" })),
      cases,
      warmups: 0,
      errorBudget: 1,
      processes: 2,
      directory,
    });
    const trials = await run.trials();
    const halves = trials.find(({ target }) => target === "answer-in-halves");
    assert.equal(halves?.outcome.text, "[key]");
    assert.deepEqual(filesWithValue(directory), []);
  });

  it("stays out of the manifest by its value; its name and what is harmless stay", async () => {
    const run = await runBenchmark({ targets: [echoed("answer", hidden)], cases, warmups: 0, directory: folder() });
    const [target] = run.manifest.targets;
    assert.deepEqual(target?.headers, { "OpenAI-Organization": "org-a" });
    assert.deepEqual(target?.extraBody, { metadata: { list: [{}] }, prompt_cache_key: "shared-1" });
    assert.deepEqual(target?.query, { "api-version": "2024-10-21" });
    const names = Object.keys(target?.notStored ?? {});
    assert.deepEqual(names.slice(0, 2), ["headers.X-Session-Id", "headers.CF-Access-Client-Id"]);
    assert.ok(names.includes("extraBody.metadata.list[0].account") && names.includes("query.tenant"));
    assert.ok(Object.values(target?.notStored ?? {}).every((digits) => /^[0-9a-f]{2}$/.test(digits)));
  });

  it("is given again at a resume, which says what is missing and notices another value", async () => {
    const stop = new AbortController();
    const many = syntheticCases({ count: 6, promptTokens: 8, maxTokens: 8, seed: 1 });
    const target = (secret: string) =>
      echoed("answer", { headers: { "X-Tenant": secret }, extraBody: { user: secret } });
    const broken = await runBenchmark({
      targets: [target(value)],
      cases: many,
      warmups: 0,
      load: {
        kind: "open",
        requestsPerSecond: 5,
        arrivals: "constant",
        burstiness: null,
        durationSeconds: null,
        maxInFlight: null,
      },
      directory: folder(),
      signal: stop.signal,
      onProgress: ({ completed }) => completed >= 1 && stop.abort("enough"),
    });
    assert.equal(broken.manifest.state, "broken-off");
    await assert.rejects(
      resumeRun(broken.directory),
      /did not keep headers\.X-Tenant of target "answer", extraBody\.user of target "answer".*resumeRun\(directory, \{ targets \}\)/,
    );
    await assert.rejects(
      resumeRun(broken.directory, { targets: [target("quite-another-1")] }),
      (error: Error) =>
        /measured with another headers\.X-Tenant, extraBody\.user: start a new run/.test(error.message) &&
        !error.message.includes("quite-another"),
    );
    await assert.rejects(
      runBenchmark({ targets: broken.manifest.targets, cases: many }),
      /does not hold headers\.X-Tenant/,
    );
    const whole = await resumeRun(broken.directory, { targets: [target(value)] });
    assert.equal(whole.manifest.state, "finished");
    assert.equal((await whole.trials()).length, 6);
    assert.deepEqual(filesWithValue(whole.directory), []);
  });

  it("is on no terminal, whether the command takes it or not", async () => {
    const own = folder();
    const stream = (name: string, ...more: string[]) =>
      commandLine(
        own,
        ...[
          "stream",
          "--base-url",
          `${server.origin}/${name}/v1`,
          "--model",
          "m",
          "--warmups",
          "0",
          "--csv",
          "r.csv",
          ...more,
        ],
      );
    const printed = [
      await stream("answer-in-halves", "--header", `X-Tenant: ${value}`, "--extra-body", `{"user": "${value}"}`),
      await stream("server-error-500", "--api-key-env", "CANARY_NAMED", "--api-key-header", "api-key"),
      await stream("answer", "--header", `X-Access-Key: ${value}`),
      await stream("answer", "--header", `X-Access-Key ${value}`),
      await stream("answer", "--extra-body", `{"key": "${value}"`),
      await stream("answer", "--query", `key=${value}`),
    ];
    assert.deepEqual(
      printed.map((text) => /^exit (\d)/.exec(text)?.[1]),
      ["0", "1", "2", "2", "2", "2"],
    );
    for (const text of printed) assert.deepEqual(traces(text), []);
    for (const text of printed.slice(0, 2)) {
      const left = /^run folder: (.+)$/m.exec(text)?.[1] ?? "none told";
      assert.deepEqual(filesWithValue(left), []);
      rmSync(left, { recursive: true });
    }
    assert.deepEqual(filesWithValue(own), []);
  });
});
