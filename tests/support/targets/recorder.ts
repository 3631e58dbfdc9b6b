import type {
  ArrivalKind,
  Chunk,
  Driver,
  DriverRequest,
  DriverWorld,
  StreamObserver,
  StreamResult,
  Timeouts,
} from "../../../lib/types/index.js";

/** An observer that keeps everything. */
export interface Recorder extends StreamObserver {
  readonly dispatchedAtMs: number[];
  readonly firstByteAtMs: number[];
  readonly chunks: Chunk[];
  /** The text of the chunks of these kinds; all kinds that hold text when none is given. */
  text(...kinds: ArrivalKind[]): string;
  /** The chunks that are tokens: those with text. */
  tokens(): Chunk[];
}

/** Makes an observer that keeps everything; `onChunk` runs at each chunk. */
export function recorder(onChunk: (chunk: Chunk) => void = () => {}): Recorder {
  const dispatchedAtMs: number[] = [];
  const firstByteAtMs: number[] = [];
  const chunks: Chunk[] = [];
  return {
    dispatchedAtMs,
    firstByteAtMs,
    chunks,
    onDispatched: (atMs) => dispatchedAtMs.push(atMs),
    onFirstByte: (atMs) => firstByteAtMs.push(atMs),
    onChunk(chunk) {
      chunks.push(chunk);
      onChunk(chunk);
    },
    text: (...kinds) =>
      chunks
        .filter((chunk) => kinds.length === 0 || kinds.includes(chunk.kind))
        .map((chunk) => chunk.text)
        .join(""),
    tokens: () => chunks.filter((chunk) => chunk.text !== ""),
  };
}

/** No limit at all. */
export const NO_TIMEOUTS: Timeouts = {
  connectMs: null,
  firstByteMs: null,
  firstTokenMs: null,
  stallMs: null,
  totalMs: null,
};

/** A request as the runner makes it, with what a test changes. */
export function testRequest(changes: Partial<DriverRequest> = {}): DriverRequest {
  const generation = {
    maxTokens: 16,
    temperature: 0,
    topK: null,
    topP: null,
    repetitionPenalty: null,
    seed: 7,
    stop: [],
    ignoreEndOfSequence: false,
  };
  return { prompt: "What is gravity?", system: null, generation, timeouts: NO_TIMEOUTS, ...changes };
}

/** The world of a driver in a test: the real clock, an environment of the test's own. */
export function testWorld(changes: Partial<DriverWorld> = {}): DriverWorld {
  const weightsDirectory = new URL("../../../../weights", import.meta.url).pathname;
  return { now: () => performance.now(), environment: {}, weightsDirectory, maxInFlight: 4, ...changes };
}

/** Sends one request and gives back everything that came of it. */
export async function ask(
  driver: Driver,
  changes: Partial<DriverRequest> = {},
  signal: AbortSignal = new AbortController().signal,
  onChunk: (chunk: Chunk) => void = () => {},
): Promise<{ readonly ending: StreamResult; readonly seen: Recorder }> {
  const seen = recorder(onChunk);
  const ending = await driver.send(testRequest(changes), seen, signal);
  return { ending, seen };
}
