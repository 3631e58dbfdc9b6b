import { type ComparedMetric, catalogue, isCompared } from "../../metrics/catalogue.js";
import type { Limits } from "../../metrics/limits.js";
import { countText } from "../../text/number-text.js";
import type { Load, Manifest } from "../../types/index.js";
import { valueText } from "./metric-words.js";

/** The load in words, with every option of it that was set. */
export function loadText(load: Load): string {
  switch (load.kind) {
    case "closed": {
      const users = `closed loop, ${load.concurrency} at a time`;
      const whole = load.durationSeconds ? ` for ${load.durationSeconds} s` : "";
      return `${users}${whole}${load.rampUpSeconds ? `, coming one by one in the first ${load.rampUpSeconds} s` : ""}`;
    }
    case "batches":
      return `batches of ${load.size}`;
    case "open": {
      const time = load.durationSeconds ? ` for ${load.durationSeconds} s` : "";
      return `open loop, ${load.requestsPerSecond} requests a second${time}, ${arrivalsText(load)}${inFlightText(load)}`;
    }
    case "ramp": {
      const rates = `from ${load.fromRequestsPerSecond} to ${load.toRequestsPerSecond} requests a second`;
      return `ramp ${rates} in ${load.durationSeconds} s, ${arrivalsText(load)}${inFlightText(load)}`;
    }
    case "replay":
      return `replay of ${countText(load.offsetsMs.length, "arrival")}${inFlightText(load)}`;
  }
}

const arrivalsText = ({ arrivals, burstiness }: Extract<Load, { kind: "open" | "ramp" }>): string =>
  `${arrivals} arrivals${burstiness === null ? "" : ` of burstiness ${burstiness}`}`;

const inFlightText = ({ maxInFlight }: { readonly maxInFlight: number | null }): string =>
  maxInFlight === null ? "" : `, at most ${maxInFlight} in flight`;

/** How requests were sent beyond the load, where that is not the plain way; nothing for the plain one. */
export function sendingTexts({
  processes = 1,
  retry = null,
  promptNonce = false,
}: Pick<Manifest, "processes" | "retry" | "promptNonce">): readonly string[] {
  return [
    ...(processes > 1 ? [`sent by ${processes} processes`] : []),
    ...(retry === null ? [] : [`after 429 and 503 sent again up to ${countText(retry.attempts, "time")}`]),
    ...(promptNonce ? ["a nonce before each prompt"] : []),
  ];
}

/** Limits in words, such as "latency within 500 ms" or "decode rate at least 20 tokens/s". */
export function limitsText(limits: Limits): string {
  return Object.entries(limits)
    .flatMap(([name, limit]) => (isCompared(name) && limit !== undefined ? [limitText(name, limit)] : []))
    .join(", ");
}

function limitText(name: ComparedMetric, limit: number): string {
  const { words, fasterWhen } = catalogue[name];
  return `${words} ${fasterWhen === "lower" ? "within" : "at least"} ${valueText(name, limit)}`;
}
