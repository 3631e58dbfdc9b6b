import { optionalPackage } from "../../project.js";
import type { Cutter } from "./tokenizer.js";

/** Cuts by llama.cpp itself, which reads the vocabulary of a GGUF file and none of its weights. Loads the engine on first use. */
export async function engineCutter(file: string): Promise<Cutter> {
  const { getLlama, LlamaLogLevel } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  const model = await llama.loadModel({ modelPath: file, vocabOnly: true });
  return { engine: "llama.cpp", encode: (text) => [...model.tokenize(text, true)] };
}
