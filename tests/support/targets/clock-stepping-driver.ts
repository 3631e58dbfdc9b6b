import { unknownEngine } from "../../../lib/targets/engine-info.js";
import type { OpenDriver } from "../../../lib/types/index.js";

const told = { streamed: true, usage: null, respondedModel: null, warnings: [] } as const;

/** An engine in whose process the wall clock is set by `stepMs` before the third answer, as a time server may do it. */
export const openDriver: OpenDriver = async (target, world) => {
  let count = 0;
  return {
    info: unknownEngine("own", "own"),
    close: async () => {},
    send: async (_request, observer) => {
      observer.onDispatched(world.now());
      count += 1;
      if (count === 3) stepWallClock(Number(target.stepMs));
      await new Promise((resolve) => setTimeout(resolve, 20));
      observer.onChunk({ atMs: world.now(), kind: "answer", text: "yes", tokens: 1, readIndex: 0 });
      return { ...told, kind: "answered", finishReason: "stop", endAtMs: world.now() };
    },
  };
};

function stepWallClock(stepMs: number): void {
  const TrueDate = Date;
  globalThis.Date = class extends TrueDate {
    constructor(...given: [] | [number | string | Date]) {
      super(given.length === 0 ? TrueDate.now() + stepMs : given[0]);
    }
    static override now(): number {
      return TrueDate.now() + stepMs;
    }
  } as DateConstructor;
}
