import { stretchesByGroup } from "../metrics/measured-time.js";
import { addressOf, isLocal } from "../targets/target-address.js";
import { numberText } from "../text/number-text.js";
import type { Finding, Manifest, Sample, Trial } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/**
 * Heat while a target was measured: a graphics card that was slowed down, by heat or its power limit, and a processor near the
 * temperature at which it slows down. Of a target whose server is on another machine nothing is known.
 */
export function heatFindings(
  trials: readonly Trial[],
  { targets }: Pick<Manifest, "targets">,
  samples: readonly Sample[],
): Finding[] {
  const marked = samples.filter(
    ({ gpuThrottled, temperatureCelsius }) => gpuThrottled != null || temperatureCelsius != null,
  );
  if (marked.length === 0) return [];
  return [...stretchesByGroup(trials, ({ target }) => target)].flatMap(([name, turns]) => {
    const target = targets.find((one) => one.name === name);
    const found = target === undefined ? null : addressOf(target);
    if (found !== null && !isLocal(found.address)) return [];
    const own = marked.filter((sample) =>
      turns.some(
        ({ session, fromMs, toMs }) => session === sample.session && sample.atMs >= fromMs && sample.atMs <= toMs,
      ),
    );
    return [...throttled(name, own), ...hot(name, own)];
  });
}

function throttled(name: string, samples: readonly Sample[]): Finding[] {
  const known = samples.filter(({ gpuThrottled }) => gpuThrottled != null);
  const slowed = known.filter(({ gpuThrottled }) => gpuThrottled);
  if (slowed.length === 0) return [];
  const hottest = degreesOf(known.flatMap(({ gpuTemperatureCelsius }) => gpuTemperatureCelsius ?? []));
  const text = `${name}: a graphics card was slowed down, by heat or its power limit, in ${slowed.length} of ${known.length} samples${hottest}`;
  return [finding("throttled", "note", name, text)];
}

function hot(name: string, samples: readonly Sample[]): Finding[] {
  const degrees = samples.flatMap(({ temperatureCelsius }) => temperatureCelsius ?? []);
  const above = degrees.filter((one) => one >= thresholds.hotCelsius).length;
  if (above === 0) return [];
  const text = `${name}: the processor was at ${thresholds.hotCelsius} °C or above in ${above} of ${degrees.length} samples${degreesOf(degrees)}`;
  return [finding("hot-processor", "note", name, text)];
}

const degreesOf = (degrees: readonly number[]): string =>
  degrees.length === 0 ? "" : `, ${numberText(degrees.reduce((a, b) => Math.max(a, b)))} °C at most`;
