// What several sending processes bring: the same server and the same closed loop, sent by 1, 2 and 3 processes that stamp for
// one journal. Events a second, events lost, the processor time of the client for each event, and how late an open loop is.
// On two cores with the server on one of them more processes bring nothing; on more cores they do.
// node bench/processes.mjs [requests] [events]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [requests, events] = [Number(process.argv[2] ?? 320), Number(process.argv[3] ?? 1000)];

if (process.argv[2] === "serve") await serve(events);
else await measureAll();

/** Answers every request with so many events as fast as the socket takes them. */
async function serve(count) {
  const event = (choice) => `data: ${JSON.stringify({ model: "m", choices: [choice] })}\n\n`;
  const word = Buffer.from(event({ index: 0, delta: { content: "word " }, finish_reason: null }));
  const usage = { prompt_tokens: 3, completion_tokens: count, total_tokens: count + 3 };
  const end = `${event({ index: 0, delta: {}, finish_reason: "stop" })}data: ${JSON.stringify({ model: "m", choices: [], usage })}\n\ndata: [DONE]\n\n`;
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return void response.end('{"object":"list","data":[{"id":"m","object":"model"}]}');
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (let sent = 0; sent < count; sent++) if (!response.write(word)) await once(response, "drain");
    response.end(end);
  });
  server.listen(0, "127.0.0.1", () =>
    process.send(/** @type {import("node:net").AddressInfo} */ (server.address()).port),
  );
  process.on("disconnect", () => process.exit(0));
}

async function measureAll() {
  const bb = await import("../lib/dist/index.js");
  const server = fork(fileURLToPath(import.meta.url), ["serve", String(events)]);
  const [port] = await once(server, "message");
  const target = bb.openaiTarget({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "m" });
  const cases = bb.syntheticCases({ count: requests, promptTokens: 4, maxTokens: events, seed: 1 });
  const common = {
    targets: [target],
    cases,
    warmups: 3,
    storeText: /** @type {const} */ ("none"),
    directory: mkdtempSync(path.join(tmpdir(), "bench-")),
    onProgress: null,
  };
  console.log(`${requests} requests x ${events} events, 64 at a time, ${availableParallelism()} cores\n`);
  console.log("| sending processes | events a second | lost | client CPU, us an event | lateness p50 / p99, ms |");
  console.log("|---|---|---|---|---|");
  for (const processes of [1, 2, 3]) {
    const flat = await bb.runBenchmark({ ...common, processes, load: bb.closedLoop({ concurrency: 64 }) });
    const trials = (await flat.trials()).filter((trial) => trial.phase === "measured");
    const seconds =
      (Math.max(...trials.map((t) => t.endAtMs)) - Math.min(...trials.map((t) => t.dispatchedAtMs))) / 1000;
    const got = trials.reduce((sum, trial) => sum + trial.arrivals.filter((one) => one.kind === "answer").length, 0);
    const load = bb.openLoop({
      requestsPerSecond: 50,
      arrivals: "constant",
      durationSeconds: Math.min(10, requests / 50),
    });
    const open = (await (await bb.runBenchmark({ ...common, processes, load })).trials()).filter(
      (t) => t.phase === "measured",
    );
    const lags = open.map((trial) => trial.dispatchedAtMs - trial.intendedAtMs);
    const ms = (p) => bb.quantile(lags, p).toFixed(2);
    console.log(
      `| ${processes} | ${Math.round(got / seconds)} | ${requests * events - got} | ${cpuMicroseconds(await flat.samples(), trials, got)} | ${ms(0.5)} / ${ms(0.99)} |`,
    );
  }
  server.disconnect();
  process.exit(0);
}

/** Processor time of all the client's processes in the samples of the measured time, by event. */
function cpuMicroseconds(samples, trials, got) {
  const [from, to] = [Math.min(...trials.map((t) => t.dispatchedAtMs)), Math.max(...trials.map((t) => t.endAtMs))];
  const known = samples.filter((one) => one.atMs > from && one.atMs <= to && one.cpuShare !== null);
  if (known.length === 0) return "-";
  const share = known.reduce((sum, one) => sum + one.cpuShare, 0) / known.length;
  return ((share * (to - from) * 1000) / got).toFixed(1);
}
