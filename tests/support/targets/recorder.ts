import type {
  ArrivalKind,
  Driver,
  DriverRequest,
  DriverWorld,
  Ending,
  PieceSink,
  Timeouts,
} from "../../../lib/types/index.js";

/** One piece as a driver told it. */
export interface RecordedPiece {
  readonly atMs: number;
  readonly kind: ArrivalKind;
  readonly text: string;
  readonly tokens: number | null;
  readonly readIndex: number;
}

/** A sink that keeps everything. */
export interface Recorder extends PieceSink {
  readonly dispatchedAtMs: number[];
  readonly firstByteAtMs: number[];
  readonly pieces: RecordedPiece[];
  /** The text of the pieces of these kinds; all kinds that hold text when none is given. */
  text(...kinds: ArrivalKind[]): string;
  /** The pieces that are tokens: those with text. */
  tokens(): RecordedPiece[];
}

/** Makes a sink that keeps everything; `onPiece` runs at each piece. */
export function recorder(onPiece: (piece: RecordedPiece) => void = () => {}): Recorder {
  const dispatchedAtMs: number[] = [];
  const firstByteAtMs: number[] = [];
  const pieces: RecordedPiece[] = [];
  return {
    dispatchedAtMs,
    firstByteAtMs,
    pieces,
    dispatched: (atMs) => dispatchedAtMs.push(atMs),
    firstByte: (atMs) => firstByteAtMs.push(atMs),
    piece(piece) {
      pieces.push(piece);
      onPiece(piece);
    },
    text: (...kinds) =>
      pieces
        .filter((piece) => kinds.length === 0 || kinds.includes(piece.kind))
        .map((piece) => piece.text)
        .join(""),
    tokens: () => pieces.filter((piece) => piece.text !== ""),
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
  onPiece: (piece: RecordedPiece) => void = () => {},
): Promise<{ readonly ending: Ending; readonly seen: Recorder }> {
  const seen = recorder(onPiece);
  const ending = await driver.send(testRequest(changes), seen, signal);
  return { ending, seen };
}
