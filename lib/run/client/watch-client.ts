import { createHistogram, performance } from "node:perf_hooks";
import type { ClientRecord, ClientSelfCheck, LoadWorkerStats } from "../../types/index.js";
import { delaysOf } from "./delays.js";
import { type Counted, watchLoop } from "./watch-loop.js";

/** Watches this process while it measures: its event loop, and how long its rows take to be stored. */
export interface ClientWatch {
  /** A request is in this process's hands from that instant on, which may be to come. */
  begun(entry: Counted, atMs: number): void;
  ended(entry: Counted): void;
  /** A row is on the disk, so long after its trial's end. */
  stored(tookMs: number): void;
  /** Ends the watch and tells what it saw, with what its sending processes told. May be called again. */
  stop(senders?: readonly LoadWorkerStats[]): ClientRecord;
}

/** Begins to watch this process; `floor` is what the self-check found before. */
export function watchClient(floor: ClientSelfCheck | null, now: () => number = () => performance.now()): ClientWatch {
  const loop = watchLoop(now);
  const storing = createHistogram();
  let told: ClientRecord | null = null;
  return {
    begun: loop.begun,
    ended: loop.ended,
    stored: (tookMs) => storing.record(Math.max(1, Math.round(tookMs * 1e6))),
    stop(senders = []) {
      told ??= {
        ...loop.stop(),
        floor,
        storingMs: storing.count > 0 ? delaysOf(storing) : null,
        rowsStored: storing.count,
      };
      return senders.length === 0 ? told : { ...told, senders };
    },
  };
}
