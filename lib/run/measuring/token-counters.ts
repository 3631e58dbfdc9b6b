import { isTarget } from "../../arguments/is-target.js";
import { shownModelPath } from "../../models/model-files.js";
import { openTokenCounter, type TokenCounter } from "../../models/tokenizer/token-counter.js";
import { messageOf } from "../../text/error-message.js";
import type { Target } from "../../types/index.js";
import { EngineNotOpened } from "./open-engines.js";
import type { Sender } from "./sender.js";

/** The tokenizers of targets, kept open between the runs of one kernel. */
export interface TokenCounters {
  /**
   * What sends for each target, and where the target names a tokenizer, what counts for it; its file and hash are among the engine's
   * details. Tokenizers that no target names any more are closed first.
   * @throws {EngineNotOpened} when one cannot be opened.
   */
  added(senders: ReadonlyMap<string, Sender>, targets: readonly Target[]): Promise<ReadonlyMap<string, Sender>>;
}

/** Makes {@link TokenCounters}. */
export function tokenCounters(weightsDirectory: string, open = openTokenCounter): TokenCounters {
  const opened = new Map<string, TokenCounter>();
  const counterOf = async (name: string, target: string): Promise<TokenCounter> => {
    const counter =
      opened.get(name) ??
      (await open(name, weightsDirectory).catch((error) => {
        throw new EngineNotOpened(target, `its tokenizer: ${messageOf(error)}`);
      }));
    opened.set(name, counter);
    return counter;
  };
  return {
    async added(senders, targets) {
      const wanted = new Set(targets.map(tokenizerOf));
      for (const [name, counter] of [...opened].filter(([name]) => !wanted.has(name))) {
        opened.delete(name);
        await counter.close();
      }
      const all = new Map(senders);
      for (const target of targets) {
        const [sender, name] = [all.get(target.name), tokenizerOf(target)];
        if (sender === undefined || name === null) continue;
        const tokenCounter = await counterOf(name, target.name);
        all.set(target.name, { ...sender, info: withTokenizer(sender, tokenCounter, weightsDirectory), tokenCounter });
      }
      return all;
    },
  };
}

/** The setting of a target, or of the one inside it. */
function tokenizerOf({ tokenizer, inner }: Target): string | null {
  if (isTarget(inner)) return tokenizerOf(inner);
  return typeof tokenizer === "string" ? tokenizer : null;
}

const withTokenizer = ({ info }: Sender, { file, sha256, engine }: TokenCounter, weightsDirectory: string) => ({
  ...info,
  details: {
    ...info.details,
    tokenizer: shownModelPath(file, weightsDirectory),
    tokenizerSha256: sha256,
    tokenizerEngine: engine,
  },
});
