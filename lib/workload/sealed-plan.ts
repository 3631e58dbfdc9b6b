import { createHash } from "node:crypto";
import * as v from "valibot";
import { describeValue } from "../arguments/describe-value.js";
import type { SealedPlan } from "../types/index.js";
import { canonicalJson } from "./case-file/canonical-json.js";

/** SHA-256 of data that JSON can hold, no matter in which order its fields stand. */
export const sha256OfData = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

/** What the `sha256` of a sealed plan has to be. */
export function planSha256({ sha256: _, ...rest }: SealedPlan): string {
  return sha256OfData(rest);
}

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const shape = v.strictObject({
  schema: v.literal(1),
  question: v.string(),
  sealedAt: v.pipe(v.string(), v.isoTimestamp()),
  targets: v.pipe(v.array(v.strictObject({ name: v.string(), sha256: hash })), v.minLength(1)),
  metric: v.string(),
  margin: v.number(),
  cases: v.strictObject({ name: v.string(), version: v.string(), sha256: hash, count: v.number() }),
  repetitions: v.number(),
  limits: v.nullable(v.record(v.string(), v.number())),
  sha256: hash,
});

/**
 * A plan as `sealPlan` made it.
 * @throws when it is something else, or was changed after it was sealed.
 */
export function checkedPlan(caller: string, given: unknown): SealedPlan {
  const result = v.safeParse(shape, given);
  if (!result.success) {
    const where = v.getDotPath(result.issues[0]);
    const what = where === null ? describeValue(given) : `one where ${where} is wrong`;
    throw new Error(`${caller} expected plan to be what sealPlan gives, or the path of its file, got ${what}`);
  }
  if (planSha256(result.output) === result.output.sha256) return result.output;
  throw new Error(
    `${caller} got a plan that was changed after it was sealed: seal the changed plan under another name`,
  );
}
