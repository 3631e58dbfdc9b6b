import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkOneOf, checkRecord } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import type { Target } from "../types/index.js";
import { plainObject, refuseSecrets } from "./http-settings.js";
import type { ReasoningText } from "./settings.js";

/** Settings of {@link moduleTarget}; further ones are passed on to the module's driver. */
export interface ModuleSettings {
  /**
   * Path (or `file:` URL) of an ES module that exports `async function* generate(request, signal)`, which yields the answer piece
   * by piece, or, for a driver of its own, `openDriver(target, world)`; see `OpenDriver`.
   */
  readonly module: string;
  /** @default the file's name */
  readonly name?: string;
  /** True: the engine computes in the measuring process, so that holding up its event loop is its own work and no fault. */
  readonly inProcess?: boolean;
  /** `keep` leaves a thought (`<think>…</think>`) in the text of an answer, otherwise it is separated. @default "separate" */
  readonly reasoningText?: ReasoningText;
  readonly [setting: string]: unknown;
}

/**
 * An engine of your own: a file that exports `generate` or `openDriver`. It runs in the measuring process, stamped and stored like any
 * other, and if it brings that process down, the notebook and its rows stay.
 * @throws when a setting cannot be stored as JSON, or looks like that of a secret: it would be written into the manifest.
 * @example
 * bb.moduleTarget({ module: "/engines/mine.mjs" }).name; // => "mine"
 */
export function moduleTarget(settings: ModuleSettings): Target {
  checkRecord("moduleTarget", "settings", settings, 'in braces, as in { module: "engine.mjs" }');
  if (typeof settings.module !== "string" || settings.module === "")
    throw new Error(`moduleTarget expected module to be the path of a file, got ${describeValue(settings.module)}`);
  checkOneOf("moduleTarget", "reasoningText", settings.reasoningText ?? "separate", ["separate", "keep"]);
  const file = settings.module.startsWith("file:") ? fileURLToPath(settings.module) : path.resolve(settings.module);
  const plain: unknown = JSON.parse(JSON.stringify(settings));
  if (!sameKeys(settings, plain)) throw new Error("moduleTarget expected settings that survive JSON (no functions)");
  refuseSecrets("moduleTarget", "settings", plainObject("moduleTarget", "settings", plain), readInModule);
  return {
    ...settings,
    kind: "module",
    name: settings.name ?? path.basename(file).replace(/\.[cm]?[jt]s$/, ""),
    module: file,
  };
}

const readInModule = () =>
  "Put the key into an environment variable and read it in the module, as world.environment.MY_KEY";

const sameKeys = (before: object, after: unknown) =>
  typeof after === "object" && after !== null && Object.keys(before).every((key) => key in after);
