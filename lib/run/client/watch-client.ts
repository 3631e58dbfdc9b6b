import { createHistogram, performance } from "node:perf_hooks";
import type { ClientRecord, ClientSelfCheck, LoadWorkerStats } from "../../types/index.js";
import type { TrialEvent } from "../measuring/measure.js";
import { delaysOf } from "./delays.js";
import { watchLoop } from "./watch-loop.js";

/** Watches this process while it measures: its event loop, and how long its rows take to be stored. */
export interface ClientWatch {
  /** What the runner reports of a trial. */
  saw(event: TrialEvent): void;
  /** Stores a row, and notes how long that took. */
  storing(store: () => Promise<void>): Promise<void>;
  /** Ends the watch and tells what it saw, with what its sending processes told. May be called again. */
  stop(senders?: readonly LoadWorkerStats[]): ClientRecord;
}

/** Begins to watch this process; `floor` is what the self-check found before. */
export function watchClient(floor: ClientSelfCheck | null, now: () => number = () => performance.now()): ClientWatch {
  const loop = watchLoop(now);
  const storing = createHistogram();
  let told: ClientRecord | null = null;
  return {
    saw(event) {
      if (event.kind === "begun") loop.begun(event.entry, event.atMs);
      else if (event.kind === "ended") loop.ended(event.entry);
    },
    async storing(store) {
      const sinceMs = now();
      await store();
      storing.record(Math.max(1, Math.round((now() - sinceMs) * 1e6)));
    },
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
