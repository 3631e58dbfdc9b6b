import { createHash } from "node:crypto";
import type { PlainJson } from "../http-settings.js";
import { isList } from "./secret-names.js";

/** Settings as they go to a server: plain JSON by name. */
export interface Settings {
  readonly [name: string]: PlainJson;
}

/** Settings, taken apart: what may be written, and the values that may not, each by its path. */
export interface SplitSettings {
  readonly kept: Settings;
  readonly hidden: ReadonlyMap<string, PlainJson>;
}

/**
 * Takes settings apart, however deep: texts and numbers by names that are not harmless are hidden. True, false and null stay, since
 * they reveal no secret, and neither do names. A path is written as in code: `extraBody.metadata.run`.
 */
export function splitSettings(path: string, settings: Settings, isHarmless: (name: string) => boolean): SplitSettings {
  const hidden = new Map<string, PlainJson>();
  const keep = (value: PlainJson, at: string, known: boolean): PlainJson | undefined => {
    if (typeof value === "string" || typeof value === "number" || isTexts(value)) {
      if (known) return value;
      return void hidden.set(at, value);
    }
    if (typeof value !== "object" || value === null) return value;
    if (isList(value)) return value.map((one, index) => keep(one, `${at}[${index}]`, known) ?? null);
    return keepAll(value, at);
  };
  const keepAll = (all: Settings, at: string): Settings => {
    const kept: [string, PlainJson][] = [];
    for (const [name, value] of Object.entries(all)) {
      const left = keep(value, `${at}.${name}`, isHarmless(name));
      if (left !== undefined) kept.push([name, left]);
    }
    return Object.fromEntries(kept);
  };
  return { kept: keepAll(settings, path), hidden };
}

/** A list that holds a text or a number and no further settings: one value. */
const isTexts = (value: PlainJson): boolean =>
  isList(value) && value.length > 0 && value.every((one) => typeof one !== "object" || one === null || isTexts(one));

/**
 * Two hexadecimal digits of a value's SHA-256. Another value has other digits in 255 of 256 cases; of the value itself they reveal 8
 * bits and no more, however many runs hold them, so that not even a short secret can be guessed from them.
 */
export function checkDigits(value: PlainJson): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 2);
}
