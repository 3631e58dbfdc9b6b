import { countText, durationText } from "../../text/number-text.js";
import type { Limits, Load, Manifest } from "../../types/index.js";

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

const LIMIT_WORDS: Readonly<Record<string, string>> = {
  timeToFirstTokenMs: "first token",
  timeToFirstAnswerTokenMs: "first answer token",
  interTokenLatencyMs: "token gap",
  worstGapMs: "worst gap",
  latencyMs: "latency",
  responseTimeMs: "response",
};

/** What a limit is of, in words. */
export const limitWord = (name: string): string => LIMIT_WORDS[name] ?? name;

/** Limits in words, such as "response within 500 ms". */
export function limitsText(limits: Limits): string {
  const stated = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return stated.map(([name, limit]) => `${limitWord(name)} within ${durationText(limit)}`).join(", ");
}
