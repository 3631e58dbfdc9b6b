import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { readRecording } from "../../../tests/support/targets/recorded.js";
import { ask, testWorld } from "../../../tests/support/targets/recorder.js";
import type { Target } from "../../types/index.js";
import { ollamaTarget } from "../ollama-target.js";
import { openaiTarget } from "../openai-target.js";
import { openOllamaDriver } from "./ollama-driver.js";
import { openOpenaiDriver } from "./openai-driver.js";

/** Runs `act` against a server that answers each path with this JSON, and 404 elsewhere. */
async function withServer(pages: Record<string, unknown>, act: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "application/json", server: "llama.cpp" });
    response.end(typeof page === "string" ? page : JSON.stringify(page ?? { error: "not here" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  try {
    await act(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const recorded = (name: string) => readRecording(name).body.toString("utf8");

describe("opening a target of a server", () => {
  it("a server that does not run is one clear error that says what to do", async () => {
    await withServer({}, async (origin) => {
      const free = origin.replace(/\d+$/, "1");
      await assert.rejects(openOllamaDriver(ollamaTarget({ host: free, model: "m" }), testWorld()), {
        message: `no server answers at ${free} (ECONNREFUSED): start it with "ollama serve", or give host`,
      });
      await assert.rejects(openOpenaiDriver(openaiTarget({ baseUrl: `${free}/v1`, model: "m" }), testWorld()), {
        message: `no server answers at ${free}/v1 (ECONNREFUSED): start it, or give the baseUrl of one that runs`,
      });
    });
  });

  it("a name that nobody has is one clear error too", async () => {
    const target = ollamaTarget({ host: "http://nobody.invalid", model: "m" });
    await assert.rejects(
      openOllamaDriver(target, testWorld()),
      /no server answers at http:\/\/nobody\.invalid \((ENOTFOUND|EAI_AGAIN)\)/,
    );
  });

  it("a model that Ollama does not have is refused with those that it has", async () => {
    const pages = { "/api/version": recorded("ollama-version"), "/api/tags": recorded("ollama-tags") };
    await withServer(pages, async (host) => {
      await assert.rejects(openOllamaDriver(ollamaTarget({ host, model: "nope" }), testWorld()), {
        message: `Ollama at ${host} has no model "nope"; it has: smollm2:latest. Get it with: ollama pull nope`,
      });
    });
    await withServer({ ...pages, "/api/tags": { models: [] } }, async (host) => {
      await assert.rejects(
        openOllamaDriver(ollamaTarget({ host, model: "nope" }), testWorld()),
        /it has: no model at all\. Get it/,
      );
    });
  });

  it("a model that Ollama does not have opens where the target does not require it, and its requests fail", async () => {
    const pages = { "/api/version": recorded("ollama-version"), "/api/tags": recorded("ollama-tags") };
    await withServer(pages, async (host) => {
      const driver = await openOllamaDriver(ollamaTarget({ host, model: "nope", requireModel: false }), testWorld());
      const { ending } = await ask(driver);
      await driver.close();
      assert.ok(ending.kind === "failed" && ending.status === 404, JSON.stringify(ending));
    });
  });

  it("Ollama tells version, digest, quantisation and size of the model", async () => {
    const pages = {
      "/api/version": { version: "0.17.4" },
      "/api/tags": recorded("ollama-tags"),
      "/api/show": { model_info: { "general.parameter_count": 134515008, "llama.context_length": 8192 } },
    };
    await withServer(pages, async (host) => {
      const driver = await openOllamaDriver(
        ollamaTarget({ host, model: "smollm2", options: { num_ctx: 512 } }),
        testWorld(),
      );
      await driver.close();
      const { openMs, ...info } = driver.info;
      assert.ok(openMs > 0);
      assert.deepEqual(info, {
        engine: "ollama",
        engineVersion: "0.17.4",
        model: "smollm2:latest",
        modelPath: null,
        modelSha256: "99fe9b2fc62e211f321b21f0eef95baeb906d3e49bf309f598137748274e0d9b",
        modelBytes: 98363033,
        quantisation: "Q4_1",
        parameters: 134515008,
        contextSize: 512,
        device: null,
        threads: null,
        details: { host, api: "generate", family: "llama", trainedContextSize: 8192 },
      });
    });
  });

  it("llama.cpp tells what it serves, under whatever name it is asked for", async () => {
    const pages = {
      "/v1/models": recorded("llama-models"),
      "/props": { build_info: "b5000-abc", model_path: "/models/smollm2.gguf", total_slots: 4 },
    };
    await withServer(pages, async (origin) => {
      const target = openaiTarget({ baseUrl: `${origin}/v1`, model: "whatever" });
      const driver = await openOpenaiDriver(target, testWorld());
      await driver.close();
      const { openMs, ...info } = driver.info;
      assert.ok(openMs > 0);
      assert.deepEqual(info, {
        engine: "llama.cpp",
        engineVersion: "b5000-abc",
        model: "whatever",
        modelPath: "/models/smollm2.gguf",
        modelSha256: null,
        modelBytes: 96576768,
        quantisation: "Q4_1",
        parameters: 134515008,
        contextSize: 512,
        device: null,
        threads: null,
        details: { baseUrl: `${origin}/v1`, api: "chat", server: "llama.cpp", slots: 4 },
      });
    });
  });

  it("a server that tells nothing opens all the same, with nulls", async () => {
    await withServer({ "/v1/models": "<html>", "/api/version": "[1]", "/api/tags": "{}" }, async (origin) => {
      for (const [open, target] of [
        [openOpenaiDriver, openaiTarget({ baseUrl: `${origin}/v1`, model: "m" })],
        [openOllamaDriver, ollamaTarget({ host: origin, model: "m" })],
      ] as const) {
        const driver = await open(target, testWorld());
        await driver.close();
        assert.equal(driver.info.engineVersion, null);
        assert.equal(driver.info.parameters, null);
      }
    });
  });

  it("a key that is not in the environment is one clear error that names the variable", async () => {
    const target = openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m", apiKeyEnv: "SOME_KEY" });
    await assert.rejects(openOpenaiDriver(target, testWorld()), /environment variable SOME_KEY is not set/);
    const odd = testWorld({ environment: { SOME_KEY: "two words" } });
    await assert.rejects(openOpenaiDriver(target, odd), (error: Error) => !error.message.includes("two words"));
  });

  it("a target that went through the manifest opens as it was", async () => {
    await withServer({}, async (origin) => {
      const made: Target = openaiTarget({ baseUrl: `${origin}/v1`, model: "m", extraBody: { a: [1, null] } });
      const back = JSON.parse(JSON.stringify(made)) as Target;
      assert.deepEqual(back, made);
      await (await openOpenaiDriver(back, testWorld())).close();
    });
  });
});
