import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SharedFetch } from "./package-call.js";

describe("one fetch for many requests", () => {
  it("gives each request to its own fetch, without the header that told which it was", async () => {
    const shared = new SharedFetch();
    const asked: string[] = [];
    const own =
      (name: string): typeof globalThis.fetch =>
      async (_url, init) => {
        asked.push(`${name} ${[...new Headers(init?.headers).keys()].join(",")}`);
        return new Response(name);
      };
    const names = ["a", "b", "c"];
    const answers = await Promise.all(
      names.map((name, index) =>
        shared.through(own(name), async (headers) => {
          await new Promise((resolve) => setTimeout(resolve, 5 * (names.length - index)));
          return (await shared.fetch("http://127.0.0.1/", { headers: { ...headers, "x-mine": name } })).text();
        }),
      ),
    );
    assert.deepEqual(answers, names);
    assert.deepEqual(asked.sort(), ["a x-mine", "b x-mine", "c x-mine"]);
  });

  it("refuses an unexpected request, and forgets one that is over", async () => {
    const shared = new SharedFetch();
    await assert.rejects(shared.fetch("http://127.0.0.1/"), /an unexpected request/);
    let late: Readonly<Record<string, string>> = {};
    const failed = shared.through(fetch, async (headers) => {
      late = headers;
      throw new Error("not made");
    });
    await assert.rejects(failed, /not made/);
    await assert.rejects(shared.fetch("http://127.0.0.1/", { headers: late }), /an unexpected request/);
  });
});
