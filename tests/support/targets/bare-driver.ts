import OpenAI from "openai";
import { unknownEngine } from "../../../lib/targets/engine-info.js";
import { httpDriver } from "../../../lib/targets/http/http-driver.js";
import { openaiChat } from "../../../lib/targets/http/wire/openai-dialects.js";
import type { Driver } from "../../../lib/types/index.js";

/** A driver for an address where nothing was asked before: for faults that opening would already have refused. */
export function bareDriver(origin: string): Driver {
  return httpDriver({
    info: unknownEngine("bare", "m"),
    origin,
    now: () => performance.now(),
    dialect: openaiChat,
    scrub: (text) => text,
    hintOf: () => null,
    errorBody: (text) => text,
    readsBody: false,
    warnings: () => [],
    call: (fetch, { prompt }) =>
      new OpenAI({ baseURL: `${origin}/v1`, apiKey: "none", maxRetries: 0, logLevel: "off", fetch }).chat.completions
        .create({ model: "m", stream: true, messages: [{ role: "user", content: prompt }] })
        .asResponse(),
  });
}
