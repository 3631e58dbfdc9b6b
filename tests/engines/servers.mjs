// Starts the real servers on free ports with the project's own weights, and ends them with the test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..", "..");
const weights = join("weights", "smollm2-135m-instruct-q4_1.gguf");
export const gguf = join(root, weights);

/**
 * llama.cpp's HTTP server on the shipped weights; `prefill` has its engine process a prompt of so many tokens without HTTP, and gives
 * the tokens per second as timed there.
 *
 * @returns {Promise<{ baseUrl: string, pid: number, prefill(tokens: number): Promise<number>, stop(): void }>}
 */
export async function startLlamaServer() {
  const python = join(root, ".engines", "venv", "bin", "python");
  const child = spawn(python, [join(import.meta.dirname, "llama_server.py"), weights], {
    cwd: root, // the server names its file as it was given, and no recorded run should name a folder of this machine
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const { url } = JSON.parse(String(line).split("\n")[0]);
  const prefill = async (tokens) => {
    child.stdin.write(`${tokens}\n`);
    const [answer] = await once(child.stdout, "data");
    return JSON.parse(String(answer)).tokensPerSecond;
  };
  return { baseUrl: `${url}/v1`, pid: child.pid ?? 0, prefill, stop: () => child.kill() };
}

/**
 * Ollama with the shipped weights as the model "smollm2".
 *
 * @param {Readonly<Record<string, string>>} [more] settings of its environment
 * @returns {Promise<{ host: string, pid: number, stop(): void }>}
 */
export async function startOllama(more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "ollama-"));
  const host = `127.0.0.1:${await freePort()}`;
  const env = {
    ...process.env,
    HOME: folder,
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(folder, "models"),
    OLLAMA_CONTEXT_LENGTH: "1024",
    ...more,
  };
  const binary = join(root, ".engines", "bin", "ollama");
  const server = spawn(binary, ["serve"], { env, stdio: "ignore" });
  await answering(`http://${host}/api/version`);
  const modelfile = join(folder, "Modelfile");
  writeFileSync(modelfile, `FROM ${gguf}\nPARAMETER temperature 0\nPARAMETER num_thread 1\n`);
  const create = spawn(binary, ["create", "smollm2", "-f", modelfile], { env, stdio: "ignore" });
  const [code] = await once(create, "exit");
  if (code !== 0) throw new Error(`ollama create ended with ${code}`);
  return { host: `http://${host}`, pid: server.pid ?? 0, stop: () => server.kill() };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

async function answering(url) {
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}
