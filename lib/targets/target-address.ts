import { isTarget } from "../arguments/is-target.js";
import type { Target } from "../types/index.js";

/** A target that is a server, or the one inside a target that wraps another, and its address. */
export interface AddressedTarget {
  readonly target: Target;
  readonly address: URL;
}

/** Where a target's server is; null for an engine inside the measuring process, and for your own driver. */
export function addressOf(target: Target): AddressedTarget | null {
  const { kind, baseUrl, host, inner } = target;
  if (isTarget(inner)) return addressOf(inner);
  const text = kind === "openai" ? baseUrl : kind === "ollama" ? host : null;
  if (typeof text !== "string" || !URL.canParse(text)) return null;
  return { target, address: new URL(text) };
}

/** Whether an address is one of this machine. */
export const isLocal = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
