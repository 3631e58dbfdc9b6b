import type { DriverRequest, Message } from "../types/index.js";

/** A request as the turns of a chat: those of its conversation, or its system message, where there is one, and its prompt. */
export function requestMessages({
  messages,
  system,
  prompt,
}: Pick<DriverRequest, "messages" | "system" | "prompt">): readonly Message[] {
  if (messages !== undefined) return messages;
  const turn = { role: "user", content: prompt } as const;
  return system === null ? [turn] : [{ role: "system", content: system }, turn];
}
