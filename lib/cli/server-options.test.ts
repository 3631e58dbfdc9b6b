import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { main } from "../../tests/support/cli/benchbook.js";
import { openRun } from "../index.js";
import { serverFrom } from "./server-options.js";

const key = "made-up-gateway-key-1";
type Body = Readonly<Record<string, unknown>>;
const event = (choice: object, more: object = {}) => `data: ${JSON.stringify({ choices: [choice], ...more })}\n\n`;
const answered = `${event({ index: 0, delta: { content: "The answer is 4." } })}${event({ index: 0, delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`;

/** A model that knows the newer name of the limit and one temperature (litellm #13390), behind a gateway (openai-python #1308). */
function problemOf({ url, headers }: IncomingMessage, body: Body): readonly [number, string, string?] | null {
  if (!url?.includes("?api-version=")) return [404, "Resource not found"];
  if (headers["api-key"] !== key) return [401, "no valid subscription key"];
  if ("max_tokens" in body) return [400, "Unsupported parameter 'max_tokens': use another.", "max_tokens"];
  if ((body.temperature ?? 1) !== 1) return [400, "Unsupported value of 'temperature': 0.7.", "temperature"];
  return null;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sent = await text(request);
  const json = (status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method === "GET") return void json(200, { data: [{ id: "m" }] });
  const problem = problemOf(request, JSON.parse(sent) as Body);
  if (problem === null) response.writeHead(200, { "content-type": "text/event-stream" }).end(answered);
  else json(problem[0], { error: { message: problem[1], param: problem[2] } });
}

describe("the options of a server", () => {
  const server = createServer((request, response) => void answer(request, response));
  const folder = mkdtempSync(path.join(tmpdir(), "benchbook-server-options-"));
  const left: string[] = [folder];
  before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
    for (const one of left) rmSync(one, { recursive: true, force: true });
  });

  const stream = (...more: readonly string[]) => {
    const { port } = server.address() as AddressInfo;
    const to = ["--base-url", `http://127.0.0.1:${port}/v1`, "--model", "m", "--csv", path.join(folder, "r.csv")];
    const env = { ...process.env, GATEWAY_KEY: key };
    return new Promise<{ readonly code: unknown; readonly printed: string }>((resolve) => {
      execFile(
        process.execPath,
        [main, "stream", ...to, "--warmups", "0", ...more],
        { env },
        (error, stdout, stderr) => {
          left.push(/^run folder: (.+)$/m.exec(stdout)?.[1] ?? folder);
          resolve({ code: error?.code ?? 0, printed: stdout + stderr });
        },
      );
    });
  };

  it("are found one by one in what each failure tells, until the gateway answers", async () => {
    const options: string[] = [];
    for (const [told, ...then] of [
      [/query: \{ "api-version": "…" \}/, "--query", "api-version=2024-10-21"],
      [/name its variable with apiKeyEnv/, "--api-key-env", "GATEWAY_KEY"],
      [/apiKeyHeader: "api-key"/, "--api-key-header", "api-key"],
      [/--max-tokens-field max_completion_tokens/, "--max-tokens-field", "max_completion_tokens"],
      [/--no-temperature/, "--no-temperature"],
    ] as const) {
      const { code, printed } = await stream(...options);
      assert.deepEqual([code, told.test(printed), printed.includes(key)], [1, true, false], printed);
      options.push(...then);
    }
    const { code, printed } = await stream(...options);
    assert.deepEqual([code, printed.includes(key)], [0, false], printed);
    const run = await openRun(left.at(-1) ?? "");
    assert.equal(run.manifest.generation.temperature, null);
    assert.equal(run.manifest.targets[0]?.apiKeyHeader, "api-key");
  });

  it("take fields of the body as JSON, and null takes one out", async () => {
    const body = '{"max_completion_tokens": 64, "temperature": null}';
    const gateway = ["--query", "api-version=1", "--api-key-env", "GATEWAY_KEY", "--api-key-header", "api-key"];
    const { code, printed } = await stream(...gateway, "--extra-body", body);
    assert.equal(code, 0, printed);
  });

  it("are refused with what was expected, and without the value", () => {
    const given = { baseUrl: "http://127.0.0.1:9/v1", model: "m", stream: true };
    const target = serverFrom({ ...given, header: ["X-Title: a: b"], query: ["version=a=b"], stream: false });
    assert.deepEqual(
      [target?.headers, target?.query, target?.stream],
      [{ "X-Title": "a: b" }, { version: "a=b" }, false],
    );
    assert.equal(serverFrom({ stream: true }), null);
    for (const [more, message] of [
      [{ header: ["canary"] }, /expected --header as 'X-Title: my bench', got one without ":"/],
      [{ query: ["=canary"] }, /expected --query as api-version=2024-10-21/],
      [{ extraBody: '{"a": canary' }, /expected --extra-body to be a JSON object/],
      [{ extraBody: '["canary"]' }, /expected --extra-body to be a JSON object/],
      [{ maxTokensField: "canary" }, /expected --max-tokens-field to be max_tokens or max_completion_tokens/],
      [{ model: undefined }, /expected --model with --base-url/],
      [{ baseUrl: undefined, header: ["A: canary"] }, /expected --base-url with the setting headers/],
    ] as const)
      assert.throws(
        () =>
          serverFrom(
            Object.fromEntries(
              Object.entries({ ...given, ...more }).filter(([, value]) => value !== undefined),
            ) as never,
          ),
        (error: Error) => message.test(error.message) && !error.message.includes("canary"),
        String(message),
      );
  });
});
