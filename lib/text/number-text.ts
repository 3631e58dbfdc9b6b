// Numbers as people read them: few digits, a unit that fits, and "–" for what was not observed.

/** What stands where nothing was observed. Never 0. */
export const MISSING = "–";

/**
 * A number with three significant digits (four from 1000 on), without trailing zeros; "–" for null.
 * @example numberText(0.0123456); // => "0.0123"
 */
export function numberText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) return value.toExponential(2).replace("e+", "e");
  const rounded = size >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return withThousands(String(rounded === 0 ? 0 : rounded));
}

function withThousands(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * A duration in the unit that fits it.
 * @example durationText(1234); // => "1.23 s"
 */
export function durationText(milliseconds: number | null): string {
  if (milliseconds === null) return MISSING;
  if (Math.abs(milliseconds) < 999.5) return `${numberText(milliseconds)} ms`;
  if (Math.abs(milliseconds) < 119_950) return `${numberText(milliseconds / 1000)} s`;
  return `${numberText(milliseconds / 60_000)} min`;
}

/**
 * A share from 0 to 1 as percent.
 * @example percentText(0.953); // => "95.3 %"
 */
export function percentText(share: number | null): string {
  return share === null ? MISSING : `${numberText(share * 100)} %`;
}

/**
 * A change in percent with its sign.
 * @example signedPercentText(12.34); // => "+12.3 %"
 */
export function signedPercentText(percent: number): string {
  return `${percent > 0 ? "+" : ""}${numberText(percent)} %`;
}

/**
 * A count with its noun.
 * @example countText(1, "trial"); // => "1 trial"
 */
export function countText(count: number, noun: string): string {
  return `${withThousands(String(count))} ${noun}${count === 1 ? "" : "s"}`;
}
