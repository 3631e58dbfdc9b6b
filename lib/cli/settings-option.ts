import { compressingTarget, llamaTarget, type Target } from "../index.js";

/** The type of each setting of an arm. */
const settingTypes = {
  model: "text",
  contextSize: "number",
  threads: "number",
  gpuLayers: "number",
  useKvCache: "truth",
  flashAttention: "truth or auto",
  useMmap: "truth",
  reasoningText: "separate or keep",
  compressPrompt: "truth",
} as const;

const shippedModel = "smollm2-135m-instruct-q4_1";

/**
 * An arm from one word of a command line: `name:key=value,key=value`, or only the settings, which then are the name too. What is
 * not said is as `llamaTarget` has it, with the embedded model, read into memory so that resident memory counts each weight
 * once. `compressPrompt=true` shortens the prompts.
 * @throws when a key is not known or a value is of another kind, naming both.
 */
export function armFrom(word: string): Target {
  const [, name = word, list = word] = /^([^:=,]+):(.*)$/s.exec(word) ?? [];
  const { compressPrompt, model, ...settings } = settingsFrom(list, word);
  const arm = llamaTarget({ useMmap: false, ...settings, model: String(model ?? shippedModel), name: name.trim() });
  return compressPrompt === true ? compressingTarget(arm) : arm;
}

type Settings = { -readonly [Key in keyof typeof settingTypes]?: Value<(typeof settingTypes)[Key]> };
type Value<Type> = Type extends "text" ? string : Type extends "number" ? number : WordOf<Type>;
type WordOf<Type> = Type extends "separate or keep" ? "separate" | "keep" : TruthOf<Type>;
type TruthOf<Type> = Type extends "truth" ? boolean : boolean | "auto";

function settingsFrom(list: string, word: string): Settings {
  const settings: Record<string, string | number | boolean> = {};
  for (const pair of list.split(",").filter((one) => one.trim() !== "")) {
    const [, key, text] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/s.exec(pair) ?? [];
    if (key === undefined || text === undefined)
      throw new Error(`expected name:key=value,key=value, got ${JSON.stringify(word)}`);
    if (!isSetting(key))
      throw new Error(
        `expected a setting among ${Object.keys(settingTypes).join(", ")}, got "${key}" in ${JSON.stringify(word)}`,
      );
    if (key in settings) throw new Error(`expected ${key} once, got it twice in ${JSON.stringify(word)}`);
    settings[key] = settingOf(key, text);
  }
  return settings as Settings;
}

const isSetting = (key: string): key is keyof typeof settingTypes => Object.hasOwn(settingTypes, key);

function settingOf(key: keyof typeof settingTypes, text: string): string | number | boolean {
  const type = settingTypes[key];
  if (type === "text" && text !== "") return text;
  if (type === "number" && /^\d+$/.test(text)) return Number(text);
  if (type.startsWith("truth") && (text === "true" || text === "false")) return text === "true";
  if (type === "truth or auto" && text === "auto") return text;
  if (type === "separate or keep" && (text === "separate" || text === "keep")) return text;
  const wanted = {
    text: "a name or a path",
    number: "a whole number",
    truth: "true or false",
    "truth or auto": "true, false or auto",
    "separate or keep": "separate or keep",
  }[type];
  throw new Error(`expected ${key} to be ${wanted}, got ${JSON.stringify(text)}`);
}
