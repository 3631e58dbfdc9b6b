import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { fetchPage } from "./fetch-page.js";
import { pageReader, type ReadPage } from "./page-reader.js";
import { watchMetrics } from "./watch-metrics.js";

const LINES = "llamacpp:requests_processing 3\nllamacpp:requests_deferred 1\n";

const open: { close(): void }[] = [];
after(() => {
  for (const one of open) one.close();
});

/** A server that answers as told; gives its address. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const request = (url: string, headers: Readonly<Record<string, string>> = {}) => ({ url, headers });

describe("one page of metrics, fetched", () => {
  it("is read with the headers that it is asked with, also when it moved on the same server", async () => {
    const heard: (string | undefined)[] = [];
    const base = await serve((asked, response) => {
      heard.push(asked.headers.authorization);
      if (asked.url === "/metrics") response.writeHead(307, { location: "/metrics/" }).end();
      else response.end(LINES);
    });
    const read = await fetchPage(request(`${base}/metrics`, { authorization: "Bearer k" }));
    assert.equal(read.kind === "read" && read.page.runningRequests, 3);
    assert.deepEqual(heard, ["Bearer k", "Bearer k"]);
  });

  it("is not looked for on another server, which would get the key", async () => {
    let asked = 0;
    const other = await serve((_, response) => response.end(String(asked++)));
    const base = await serve((_, response) => response.writeHead(302, { location: `${other}/metrics` }).end());
    const read = await fetchPage(request(base, { authorization: "Bearer k" }));
    assert.match(read.kind === "unread" ? read.reason : "", /redirects to another server/);
    assert.equal(asked, 0);
  });

  it("is unread, with a reason of few words, when it hangs, is refused, is something else or has no end", async () => {
    const endless = (response: ServerResponse) => {
      const more = () => {
        while (!response.destroyed && response.write("x 1\n".repeat(20_000)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    const faults: readonly [(response: ServerResponse) => void, RegExp][] = [
      [() => {}, /^it did not answer within 300 ms$/],
      [(response) => void response.write(LINES), /^it did not answer within 300 ms$/],
      [
        (response) => void response.writeHead(401).end("secret-key"),
        /^it answered with status 401: the target's key is sent only/,
      ],
      [(response) => void response.writeHead(404).end(), /status 404: is the address right, and are metrics on/],
      [
        (response) => void response.end("<html>hello</html>"),
        /^it told no metric by a name of vLLM, llama\.cpp, SGLang and TGI$/,
      ],
      [(response) => void response.end(), /^it answered nothing$/],
      [endless, /^it answered with more than 0\.25 MiB$/],
      [(response) => void response.destroy(), /^it could not be reached \(ECONNRESET\)$/],
    ];
    for (const [answer, expected] of faults) {
      const base = await serve((_, response) => answer(response));
      const read = await fetchPage(request(base), { ms: 300, bytes: 256 * 1024 });
      assert.match(read.kind === "unread" ? read.reason : "it was read", expected);
    }
    const nobody = await fetchPage(request("http://127.0.0.1:9/metrics"));
    assert.deepEqual(nobody, { kind: "unread", reason: "nothing listens there" });
  });

  it("of 50 MB is refused by the thread that reads, which goes on with the next one and ends with the run", async () => {
    const line = 'vllm:e2e_request_latency_seconds_bucket{le="0.3",model_name="m"} 12.0\n';
    const base = await serve((asked, response) =>
      response.end(asked.url === "/large" ? line.repeat(50_000_000 / line.length) : LINES),
    );
    const reader = pageReader();
    const [large, small] = await Promise.all([reader.read(request(`${base}/large`)), reader.read(request(base))]);
    assert.deepEqual(large.reading, { kind: "unread", reason: "it answered with more than 4 MiB" });
    assert.equal(small.reading.kind, "read");
    const lost = reader.read(request(`${base}/large`));
    reader.stop();
    for (const one of [await lost, await reader.read(request(base))]) assert.equal(one.reading.kind, "unread");
  });
});

/** A watch on a clock that the test sets, whose reader answers as told. */
function driven(pages: readonly ReadPage[], key: string | null = null) {
  const world = { nowMs: 0, asked: [] as unknown[], notes: [] as string[] };
  const watch = watchMetrics(
    {
      url: "http://a/metrics",
      headers: { "x-a": "1" },
      key: key === null ? null : { variable: "KEY", header: key === "" ? null : key },
    },
    {
      reader: {
        read(page) {
          world.asked.push(page.headers);
          return Promise.resolve(pages[world.asked.length - 1] ?? pages.at(-1) ?? assert.fail());
        },
        stop() {},
      },
      now: () => world.nowMs,
      everyMs: 250,
      environment: { KEY: " secret " },
      note: (reason) => world.notes.push(reason),
    },
  );
  return { world, watch };
}

const page = (busyMs: number): ReadPage => ({
  reading: {
    kind: "read",
    bytes: 9,
    page: {
      engine: "vllm",
      runningRequests: 1,
      waitingRequests: null,
      cacheUseShare: null,
      preemptions: null,
      promptTokens: null,
      generationTokens: null,
    },
  },
  busyMs,
});
const unread = (reason: string): ReadPage => ({ reading: { kind: "unread", reason }, busyMs: 0 });

describe("the watch of a page", () => {
  it("keeps the last reading for three intervals and a second, with its instant", async () => {
    const { world, watch } = driven([page(0)]);
    assert.equal(watch.latest(), null);
    world.nowMs = 100;
    await watch.refresh();
    assert.equal(watch.latest()?.atMs, 100);
    world.nowMs = 1850;
    assert.equal(watch.latest()?.runningRequests, 1);
    world.nowMs = 1851;
    assert.equal(watch.latest(), null);
  });

  it("is null at once where a reading fails, and tells each reason once and no more than three", async () => {
    const failed = ["a", "b", "a", "c", "d"].map(unread);
    const { world, watch } = driven([page(0), ...failed, page(0)]);
    await watch.refresh();
    for (const _ of failed) {
      await watch.refresh();
      assert.equal(watch.latest(), null);
    }
    await watch.refresh();
    assert.equal(watch.latest()?.runningRequests, 1);
    assert.deepEqual(world.notes, ["a", "b", "c"]);
  });

  it("reads less often what takes long: 0.5 % of a core after the first 20 ms, and the last reading counts until then", async () => {
    const { world, watch } = driven([page(15), page(15), page(5)]);
    await watch.refresh();
    await watch.refresh();
    assert.equal(world.asked.length, 2);
    world.nowMs = 1999;
    await watch.refresh();
    assert.equal(world.asked.length, 2);
    assert.equal(watch.latest()?.atMs, 0);
    world.nowMs = 2000; // (15 + 15 - 20) ms / 0.5 %
    await watch.refresh();
    assert.equal(world.asked.length, 3);
    assert.equal(watch.latest()?.atMs, 2000);
  });

  it("sends the key of the target as the target does", async () => {
    for (const [header, expected] of [
      [null, { "x-a": "1" }],
      ["", { "x-a": "1", authorization: "Bearer secret" }],
      ["api-key", { "x-a": "1", "api-key": "secret" }],
    ] as const) {
      const { world, watch } = driven([page(0)], header);
      await watch.refresh();
      assert.deepEqual(world.asked, [expected]);
    }
  });
});
