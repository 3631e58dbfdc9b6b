import { isTarget } from "../../arguments/is-target.js";
import type { Target } from "../../types/index.js";
import type { PlainJson } from "../http-settings.js";
import { harmlessHeaders, harmlessQuery, isHarmlessField } from "./harmless-names.js";
import { checkDigits, type Settings, splitSettings } from "./split-settings.js";

/** The settings of each kind of target that go to a server as they are, and which names of them are known to hold no secret. */
const SENT: Readonly<Record<string, Readonly<Record<string, (name: string) => boolean>>>> = {
  openai: {
    headers: (name) => harmlessHeaders.has(name.toLowerCase()),
    query: (name) => harmlessQuery.has(name.toLowerCase()),
    extraBody: isHarmlessField,
  },
  ollama: { options: isHarmlessField, format: isHarmlessField },
};

/**
 * A target as a manifest may hold it: of headers, query and body fields by names that are not known to be harmless only the names
 * stay, in `notStored`, each with two digits by which another value is noticed. Any other target stays as it is.
 */
export function storedTarget(target: Target): Target {
  const { inner } = target;
  if (isTarget(inner)) return { ...target, inner: storedTarget(inner) };
  const stored: Record<string, unknown> = {};
  const notStored: Record<string, string> = { ...target.notStored };
  for (const { name, kept, hidden } of splitTarget(target)) {
    stored[name] = kept;
    for (const [path, value] of hidden) notStored[path] = checkDigits(value);
  }
  return { ...target, ...stored, ...(Object.keys(notStored).length === 0 ? {} : { notStored }) };
}

/** What of a target's settings is never written: to be taken out of what its server says as well. */
export function hiddenTexts(target: Target): readonly string[] {
  return splitTarget(target).flatMap(({ hidden }) => [...hidden.values()].flatMap(textsOf));
}

function splitTarget(target: Target) {
  const sent = Object.hasOwn(SENT, target.kind) ? SENT[target.kind] : undefined;
  return Object.entries(sent ?? {}).flatMap(([name, isHarmless]) => {
    const settings = target[name];
    return isSettings(settings) ? [{ name, ...splitSettings(name, settings, isHarmless) }] : [];
  });
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textsOf(value: PlainJson): readonly string[] {
  if (typeof value === "string") return isOrdinary(value) ? [] : [value];
  if (typeof value === "number") return String(value).length >= 8 ? [String(value)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** A word that answers hold for other reasons: taking it out would spoil them, and it is no secret. */
const isOrdinary = (text: string): boolean => /^[A-Z]?[a-z]{0,11}$/.test(text);
