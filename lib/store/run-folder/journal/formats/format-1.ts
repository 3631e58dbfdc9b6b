import type { Trial } from "../../../../types/index.js";
import { type Columns, joinColumns, type PackedArrivals, type PackedTrial, unpackArrivals } from "./format-2.js";

/** A trial of a journal of format 1 or 2. Benchbook 0.1.0 wrote both; only format 2 is written today. */
export type RecordedTrial = PackedTrial<PackedArrivals | Columns>;

/** The trial of a journal line of either format. Throws when the columns of its arrivals are of different lengths. */
export function unpackTrial(recorded: RecordedTrial): Trial {
  const { arrivals } = recorded;
  return { ...recorded, arrivals: "ticks" in arrivals ? unpackArrivals(arrivals) : joinColumns(arrivals) };
}
