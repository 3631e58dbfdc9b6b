/**
 * Throws when a target came from a manifest that does not hold all of it: without those values another request would be sent.
 * `notStored` names them.
 */
export function refuseIncomplete(caller: string, { notStored }: Readonly<Record<string, unknown>>): void {
  if (typeof notStored !== "object" || notStored === null) return;
  throw new Error(
    `${caller} expected a target with all its values, got one from a manifest, which does not hold ` +
      `${Object.keys(notStored).join(", ")}: make the target again`,
  );
}
