import type { Driver, DriverRequest, EngineInfo, OpenDriver, StreamResult, Target } from "../types/index.js";
import { opensThought } from "./leading-thought.js";
import { isPromptCut } from "./prompt-cut.js";

/**
 * Opens a target whose answers are read as it asks: with `reasoningText` "keep" a thought stays in the text. And whatever the
 * engine is, an answer to a prompt that it cannot have read as a whole says so: `prompt_cut`.
 */
export function readingOpener(open: OpenDriver): OpenDriver {
  return async (target, world): Promise<Driver> => {
    const driver = await open(target, world);
    return {
      ...driver,
      info: driver.info,
      begin: () => driver.begin?.(),
      send: async (request, observer, signal) => {
        const ending = await driver.send(request, observer, signal);
        return {
          ...ending,
          ...readAs(target, request, ending),
          warnings: warningsOf(target, driver.info, request, ending),
        };
      },
      close: () => driver.close(),
    };
  };
}

/** Where a thought stands in the text: nowhere apart where it is to be kept, from its beginning where the prompt itself opened it. */
function readAs(target: Target, { prompt }: DriverRequest, { thought }: StreamResult): Pick<StreamResult, "thought"> {
  if (target.reasoningText === "keep") return { thought: "kept" };
  const isPlain = target.api === "completions" || target.raw === true; // no template comes after the prompt
  if (thought === undefined && isPlain && opensThought(prompt)) return { thought: "opened" };
  return {};
}

function warningsOf(target: Target, info: EngineInfo, request: DriverRequest, ending: StreamResult): readonly string[] {
  const { kind, warnings, usage } = ending;
  const isJudged = kind === "answered" && tellsWholePrompt(target, info, ending);
  return isJudged && isPromptCut(request, usage) ? [...warnings, "prompt_cut"] : warnings;
}

/** llama.cpp's timings without `cache_n`, and Ollama before 0.4, count only what was evaluated and not what a cache held. */
function tellsWholePrompt({ kind }: Target, { engineVersion }: EngineInfo, { usage }: StreamResult): boolean {
  if (usage?.source !== "server-timings" || usage.cachedInputTokens !== null) return true;
  return kind === "ollama" && !/^0\.[0-3]\./.test(engineVersion ?? "");
}
