import type { Driver } from "../types/index.js";

/** That an engine in this process reads text and nothing else, and what to use in its place. */
export function textOnly(engine: string): Pick<Driver, "images" | "imageUrls" | "tools" | "responseFormat"> {
  const why = `${engine} reads and writes plain text: use openaiTarget or ollamaTarget`;
  return { images: why, imageUrls: why, tools: why, responseFormat: why };
}
