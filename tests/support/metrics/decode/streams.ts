import type { Arrival, Trial, Usage } from "../../../../lib/types/index.js";
import { answered, exampleTrial } from "../trial.js";

/** One event of a made stream: how it is called, its text, its own count of tokens. */
export interface ExamplePiece {
  readonly kind?: Arrival["kind"];
  readonly text: string;
  readonly tokens?: number | null;
}

/** A streamed trial for tests, of reads that come every 10 ms from 100 ms on; its instants and texts are those of its events. */
export function exampleStream(reads: readonly (readonly ExamplePiece[])[], told: Partial<Usage> | null): Trial {
  const arrivals = reads.flatMap((pieces, readIndex) =>
    pieces.map(
      ({ kind = "answer", text, tokens = null }): Arrival => ({
        ...{ atMs: 100 + 10 * readIndex, kind, textLength: text.length, tokens, readIndex },
      }),
    ),
  );
  const all = reads.flat();
  const textOf = (wanted: (kind: string) => boolean) =>
    all.flatMap(({ kind = "answer", text }) => (wanted(kind) ? [text] : [])).join("");
  const spoken = arrivals.filter(({ kind, textLength }) => textLength > 0 && kind !== "comment");
  const at = (arrival: Arrival | undefined) => arrival?.atMs ?? null;
  return exampleTrial({
    arrivals,
    firstTokenAtMs: at(spoken[0]),
    firstAnswerTokenAtMs: at(spoken.find(({ kind }) => kind !== "reasoning")),
    lastTokenAtMs: at(spoken.at(-1)),
    endAtMs: 110 + 10 * reads.length,
    usage:
      told === null
        ? null
        : {
            ...{ source: "usage", inputTokens: 8, outputTokens: null, cachedInputTokens: null, reasoningTokens: null },
            ...told,
          },
    outcome: {
      ...answered(textOf((kind) => kind !== "reasoning")),
      reasoning: textOf((kind) => kind === "reasoning") || null,
    } as Trial["outcome"],
  });
}

/** So many reads of one event each. */
export function oneByOne(count: number, piece: Partial<ExamplePiece> = {}): ExamplePiece[][] {
  return Array.from({ length: count }, (_, index) => [{ text: ` word${index % 10}`, ...piece }]);
}

/** The same events in reads of so many. */
export function inReadsOf(size: number, reads: readonly (readonly ExamplePiece[])[]): ExamplePiece[][] {
  const all = reads.flat();
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
