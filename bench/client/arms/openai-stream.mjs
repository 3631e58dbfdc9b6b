// What most scripts do: the openai package's own stream, a stamp in the loop's first statement, no retries.
import OpenAI from "openai";
import { serveJobs } from "./serve-jobs.mjs";

serveJobs((origin) => {
  const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: "none", maxRetries: 0, logLevel: "off" });
  return async (prompt) => {
    const tokensAtMs = [];
    const texts = [];
    const dispatchedAtMs = performance.now();
    const messages = [{ role: /** @type {const} */ ("user"), content: prompt }];
    for await (const chunk of await client.chat.completions.create({ model: "m", stream: true, messages })) {
      const atMs = performance.now();
      const text = chunk.choices[0]?.delta?.content;
      if (!text) continue;
      tokensAtMs.push(atMs);
      texts.push(text);
    }
    return { dispatchedAtMs, tokensAtMs, text: texts.join("") };
  };
});
