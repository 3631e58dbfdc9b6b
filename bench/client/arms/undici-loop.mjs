// The bar to reach: undici's dispatch, eventsource-parser, JSON.parse, the instants of the tokens and their text in two arrays,
// and nothing else: no failure is named, nothing but tokens is told apart, nothing is stored.
import { createParser } from "eventsource-parser";
import { Pool } from "undici";
import { serveJobs } from "./serve-jobs.mjs";

const headers = { "content-type": "application/json", accept: "text/event-stream" };

serveJobs((origin, connections) => {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  return (prompt) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: prompt }] });
      const tokensAtMs = [];
      const texts = [];
      const decoder = new TextDecoder();
      let readAtMs = 0;
      const parser = createParser({
        onEvent({ data }) {
          if (data === "[DONE]") return;
          const text = JSON.parse(data).choices[0]?.delta?.content;
          if (!text) return;
          tokensAtMs.push(readAtMs);
          texts.push(text);
        },
      });
      const dispatchedAtMs = performance.now();
      pool.dispatch(
        { path: "/v1/chat/completions", method: "POST", headers, body },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData(_controller, bytes) {
            readAtMs = performance.now();
            parser.feed(decoder.decode(bytes, { stream: true }));
          },
          onResponseEnd: () => resolve({ dispatchedAtMs, tokensAtMs, text: texts.join("") }),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
});
