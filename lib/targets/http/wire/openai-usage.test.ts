import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exampleTrial } from "../../../../tests/support/metrics/trial.js";
import { readBody } from "../../../../tests/support/targets/read-body.js";
import { unlikeFindings } from "../../../findings/unlike-arms.js";
import type { Usage } from "../../../types/index.js";
import { openaiChat } from "./openai-dialects.js";

type Fields = Record<string, unknown>;

const sse = (...events: readonly Fields[]) =>
  Buffer.from(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`);
const text = { choices: [{ index: 0, delta: { content: "a" }, finish_reason: null }] };
const stop = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };

/** The counts of an answer whose last events hold these fields. */
function counts(...last: readonly Fields[]): readonly unknown[] | null {
  const { answer, verdict } = readBody(openaiChat, [sse(text, ...last)]);
  assert.equal(verdict.kind, "answered");
  return answer.usage === null ? null : countsOf(answer.usage);
}

const countsOf = (usage: Usage) => [
  usage.source,
  usage.inputTokens,
  usage.outputTokens,
  usage.cachedInputTokens,
  usage.reasoningTokens,
];

const plain = { prompt_tokens: 1024, completion_tokens: 5, total_tokens: 1029 };

// Where servers tell them: api-docs.deepseek.com/guides/kv_cache (hit and miss), platform.moonshot.ai (usage.cached_tokens, and a
// usage inside the last choice), console.groq.com (x_groq.usage), docs.x.ai (reasoning beside the answer's tokens), llama.cpp's server.
const PLACES: readonly (readonly [string, readonly Fields[], readonly unknown[]])[] = [
  [
    "DeepSeek's hit tokens",
    [{ ...stop, usage: { ...plain, prompt_cache_hit_tokens: 1000, prompt_cache_miss_tokens: 24 } }],
    ["usage", 1024, 5, 1000, null],
  ],
  [
    "DeepSeek's hit tokens where there are none",
    [{ ...stop, usage: { ...plain, prompt_cache_hit_tokens: 0, prompt_cache_miss_tokens: 1024 } }],
    ["usage", 1024, 5, 0, null],
  ],
  [
    "Moonshot's at the top of the usage",
    [stop, { choices: [], usage: { ...plain, cached_tokens: 1000 } }],
    ["usage", 1024, 5, 1000, null],
  ],
  [
    "Moonshot's inside the last choice",
    [{ choices: [{ ...stop.choices[0], usage: { ...plain, cached_tokens: 1000 } }] }],
    ["usage", 1024, 5, 1000, null],
  ],
  ["Groq's", [{ ...stop, x_groq: { usage: { ...plain, queue_time: 0.07 } } }], ["usage", 1024, 5, null, null]],
  [
    "reasoning tokens at the top of the usage",
    [{ ...stop, usage: { ...plain, completion_tokens: 9, reasoning_tokens: 4 } }],
    ["usage", 1024, 9, null, 4],
  ],
  [
    "reasoning that is counted beside the answer's tokens, as the total says",
    [{ ...stop, usage: { ...plain, total_tokens: 1069, completion_tokens_details: { reasoning_tokens: 40 } } }],
    ["usage", 1024, 45, null, 40],
  ],
  [
    "the names of the Responses API",
    [
      {
        ...stop,
        usage: {
          ...{ input_tokens: 30, output_tokens: 9 },
          ...{ input_tokens_details: { cached_tokens: 20 }, output_tokens_details: { reasoning_tokens: 4 } },
        },
      },
    ],
    ["usage", 30, 9, 20, 4],
  ],
  [
    "llama.cpp's timings where there is no usage",
    [{ ...stop, timings: { cache_n: 1000, prompt_n: 24, predicted_n: 5 } }],
    ["server-timings", 1024, 5, 1000, null],
  ],
  [
    "llama.cpp's timings beside a usage that tells nothing",
    [{ ...stop, usage: { prompt_tokens: null }, timings: { cache_n: 0, prompt_n: 24, predicted_n: 5 } }],
    ["server-timings", 24, 5, 0, null],
  ],
];

describe("token counts in the OpenAI form", () => {
  for (const [name, last, expected] of PLACES) it(name, () => assert.deepEqual(counts(...last), expected));

  it("a last usage that leaves out what an earlier one told takes nothing away", () => {
    const full = { ...stop, usage: { ...plain, prompt_cache_hit_tokens: 1000 } };
    assert.deepEqual(counts(full, { choices: [], usage: plain }), ["usage", 1024, 5, 1000, null]);
    assert.deepEqual(counts(full, { choices: [], usage: { ...plain, completion_tokens: 6 } }), [
      ...["usage", 1024, 6, null, null],
    ]);
  });

  it("timings do not replace a usage, and a usage replaces timings", () => {
    const timings = { timings: { cache_n: 0, prompt_n: 900, predicted_n: 7 } };
    assert.deepEqual(counts({ ...stop, usage: plain }, { choices: [], ...timings }), ["usage", 1024, 5, null, null]);
    assert.deepEqual(counts({ ...stop, ...timings }, { choices: [], usage: plain }), ["usage", 1024, 5, null, null]);
  });

  it("a part that is more than its whole is not known, and neither is a prompt of which more was in the cache", () => {
    assert.deepEqual(counts({ ...stop, usage: { ...plain, reasoning_tokens: 6 } }), ["usage", 1024, 5, null, null]);
    assert.deepEqual(counts({ ...stop, usage: { ...plain, cached_tokens: 2000 } }), ["usage", null, 5, null, null]);
  });

  it("what is no count is null in every place, and raises nothing", () => {
    const noCount = fc.constantFrom<unknown>(null, undefined, "12", "", -1, 0.5, 1e300, true, [], [12], {}, { a: 1 });
    const field = fc.constantFrom(
      ...["prompt_tokens", "completion_tokens", "prompt_tokens_details", "completion_tokens_details", "total_tokens"],
      ...["prompt_cache_hit_tokens", "cached_tokens", "reasoning_tokens", "input_tokens", "output_tokens"],
      ...["cache_n", "prompt_n", "predicted_n"],
    );
    const place = fc.oneof(fc.dictionary(field, noCount), noCount);
    fc.assert(
      fc.property(place, place, place, place, (usage, groq, ofChoice, timings) => {
        const choices = [{ index: 0, delta: {}, finish_reason: "stop", usage: ofChoice }];
        assert.equal(counts({ choices, usage, x_groq: { usage: groq }, timings }), null);
        assert.equal(counts({ choices, x_groq: groq, usage: timings }), null);
      }),
    );
  });

  it("unequal hits of DeepSeek's form are seen as OpenAI's are: the comparison is refused", () => {
    const arm = (hit: number) => {
      const { answer } = readBody(openaiChat, [
        sse(text, { ...stop, usage: { ...plain, prompt_cache_hit_tokens: hit } }),
      ]);
      return { name: `hit ${hit}`, trials: [exampleTrial({ usage: answer.usage })] };
    };
    const [found] = unlikeFindings(arm(0), arm(1000), "timeToFirstTokenMs");
    assert.deepEqual([found?.code, found?.severity], ["unequal-caches", "refuses"]);
    assert.match(found?.text ?? "", /0 % of the baseline's prompt tokens and 98 % of the candidate's/);
  });
});
