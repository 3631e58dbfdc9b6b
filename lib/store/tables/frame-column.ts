/** One column as danfojs wants it. */
export interface FrameColumn {
  readonly name: string;
  readonly dtype: "float32" | "int32" | "boolean" | "string";
  readonly values: readonly unknown[];
}

/**
 * One column of some rows with its danfojs type. `int32` only where every value is such a number; `float32` is danfojs'
 * word for any other column of numbers, whose values stay 64-bit; a column without any value is one of numbers, all
 * NaN.
 */
export function frameColumn(
  name: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  say: (note: string) => void,
): FrameColumn {
  let changed = 0;
  const values = rows.map((row) => {
    const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null;
    if (typeof value !== "object" && typeof value !== "bigint") return value;
    if (value === null) return null;
    changed++;
    return typeof value === "bigint" ? String(value) : JSON.stringify(value);
  });
  if (changed > 0)
    say(`toDataFrame: ${changed} values of column ${name} became text, because danfojs cannot hold them`);
  const dtype = dtypeOf(values);
  const numeric = dtype === "float32" || dtype === "int32";
  return { name, dtype, values: numeric ? values.map((value) => value ?? Number.NaN) : values };
}

function dtypeOf(values: readonly unknown[]): FrameColumn["dtype"] {
  const filled = values.filter((value) => value !== null);
  if (filled.every((value) => typeof value === "number")) {
    return filled.length === values.length && filled.every(isInt32) ? "int32" : "float32";
  }
  return filled.every((value) => typeof value === "boolean") ? "boolean" : "string";
}

function isInt32(value: unknown): boolean {
  return typeof value === "number" && Object.is(value | 0, value);
}

/** A value out of a frame: NaN and undefined are null. */
export function valueFromFrame(value: unknown): unknown {
  return value === undefined || (typeof value === "number" && Number.isNaN(value)) ? null : value;
}
