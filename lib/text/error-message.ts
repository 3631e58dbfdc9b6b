/**
 * What an error says. Anything else that was thrown, as text.
 *
 * @example messageOf(new Error("no space left")); // => "no space left"
 * @example messageOf("stopped"); // => "stopped"
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
