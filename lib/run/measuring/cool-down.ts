import { countText, numberText } from "../../text/number-text.js";
import type { CoolDown } from "../../types/index.js";
import type { Clock } from "../clock.js";

/** What a pause needs of its surroundings. */
export interface CoolingWorld {
  readonly clock: Pick<Clock, "now" | "sleepUntil">;
  /** The hottest thermometer, in degrees Celsius; null where none tells. */
  readonly hottest: () => number | null;
  /** Hears once that it never became as cool as was asked. */
  readonly note: (message: string) => void;
}

const LOOK_EVERY_MS = 500;

/** The pause between the blocks of two targets; it ends at once when the run does. */
export function coolDownOf(coolDown: CoolDown, { clock, hottest, note }: CoolingWorld) {
  let isNoted = false;
  const noteOnce = (
    degrees: number | null,
    { belowCelsius, atMostSeconds }: Extract<CoolDown, { belowCelsius: number }>,
  ) => {
    if (isNoted) return;
    isNoted = true;
    const seen = degrees === null ? "no thermometer tells a temperature" : `it still was ${numberText(degrees)} °C hot`;
    note(`the cool-down waited ${countText(atMostSeconds, "second")} for ${numberText(belowCelsius)} °C: ${seen}`);
  };
  return async (signal: AbortSignal): Promise<void> => {
    const began = clock.now();
    if ("seconds" in coolDown) return clock.sleepUntil(began + coolDown.seconds * 1000, signal, "about");
    const endMs = began + coolDown.atMostSeconds * 1000;
    for (;;) {
      const degrees = hottest();
      if (signal.aborted || (degrees !== null && degrees <= coolDown.belowCelsius)) return;
      if (clock.now() >= endMs) return noteOnce(degrees, coolDown);
      await clock.sleepUntil(Math.min(clock.now() + LOOK_EVERY_MS, endMs), signal, "about");
    }
  };
}
