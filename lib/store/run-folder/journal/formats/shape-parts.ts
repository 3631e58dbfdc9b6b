// The parts that shapes of records are made of.
export const text = { type: "string" } as const;
export const number = { type: "number" } as const;
export const whole = { type: "integer", minimum: 0 } as const;
export const flag = { type: "boolean" } as const;
export const numbers = { type: "array", items: number } as const;
export const orNull = (shape: object) => ({ anyOf: [{ type: "null" }, shape] });
export const scalars = {
  type: "object",
  additionalProperties: { type: ["string", "number", "boolean", "null"] },
} as const;
export const record = (properties: Record<string, object>) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});

/** A record of which some fields came with a later version: they may be missing, and are checked where they are not. */
export function withOptional(optional: Record<string, object>, properties: Record<string, object>) {
  return { type: "object", required: Object.keys(properties), properties: { ...properties, ...optional } };
}
