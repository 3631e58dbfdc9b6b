// The parts that shapes of records are made of.
/** A text. */
export const text = { type: "string" } as const;
/** Any finite number. */
export const number = { type: "number" } as const;
/** A whole number from 0 up. */
export const whole = { type: "integer", minimum: 0 } as const;
/** True or false. */
export const flag = { type: "boolean" } as const;
/** A list of numbers. */
export const numbers = { type: "array", items: number } as const;
/** A shape that may be null. */
export const orNull = (shape: object) => ({ anyOf: [{ type: "null" }, shape] });
/** An object of texts, numbers, flags and nulls by name. */
export const scalars = {
  type: "object",
  additionalProperties: { type: ["string", "number", "boolean", "null"] },
} as const;
/** An object that has all of these fields. */
export const record = (properties: Record<string, object>) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});

/** A record of which some fields came with a later version: they may be missing, and are checked where they are not. */
export function withOptional(optional: Record<string, object>, properties: Record<string, object>) {
  return { type: "object", required: Object.keys(properties), properties: { ...properties, ...optional } };
}
