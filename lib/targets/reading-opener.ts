import type { Driver, DriverRequest, EngineInfo, OpenDriver, StreamResult, Target, Usage } from "../types/index.js";
import { opensThought } from "./leading-thought.js";

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

/** Where a thought is in the text: not separated where it is kept, from its beginning where the prompt itself opened it. */
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

/** No context window is so small that a shorter prompt is cut. */
const FEWEST_WORDS = 64;

/**
 * Whether the engine read less of a prompt than was sent, as servers do without a word when it does not fit into their window.
 *
 * Tokenizers cut a text at its spaces before anything else, so that every word takes a token at least: fewer tokens, those from a
 * cache included, than words cannot be the whole prompt. Scripts that write no spaces have few words here, and are never judged
 * to be cut; neither is a prompt that is only a little too long. False where the tokens are not known.
 */
export function isPromptCut(
  { prompt, system }: Pick<DriverRequest, "prompt" | "system">,
  usage: Usage | null,
): boolean {
  const read = usage?.inputTokens ?? 0;
  if (read === 0 || 2 * read > prompt.length + (system?.length ?? 0)) return false; // a word and its space are two characters
  const words = countWords(prompt) + countWords(system ?? "");
  return words >= FEWEST_WORDS && read < words;
}

/** Stretches between ASCII white space that hold a letter or a digit, or a character beyond ASCII. */
function countWords(text: string): number {
  let words = 0;
  let isCounted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) isCounted = false;
    else if (!isCounted && isWordCharacter(code)) {
      isCounted = true;
      words++;
    }
  }
  return words;
}

const isWordCharacter = (code: number): boolean =>
  code > 0x7f || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
