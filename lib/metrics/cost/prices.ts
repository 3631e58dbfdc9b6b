import * as v from "valibot";
import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { numberFrom } from "../../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../../arguments/options.js";
import type { Prices } from "../../types/index.js";

/** Prices as one writes them. */
export interface PricesInput extends Omit<Prices, "currency"> {
  /** @default "USD" */
  readonly currency?: string;
}

const day = 'the day of the price list, as "2026-11-30"';
const letters = 'three letters, as "EUR"';
const price = v.optional(numberFrom(0));

const priceFields = settings({
  inputPerMillion: price,
  outputPerMillion: price,
  cachedInputPerMillion: price,
  perHour: price,
  currency: v.optional(v.pipe(v.string(letters), v.regex(/^[A-Z]{3}$/, letters)), "USD"),
  asOf: v.custom<string>(isDay, day),
} satisfies FieldsOf<PricesInput>);

/**
 * Prices by name of target, checked; the currency filled in.
 * @throws when a name is no target's, a price is negative or unknown, and when nothing could be computed from a list.
 */
export function checkedPrices(
  caller: string,
  given: Readonly<Record<string, PricesInput>>,
  targets: readonly { readonly name: string }[],
): Readonly<Record<string, Prices>> {
  if (!isRecord(given))
    throw new Error(
      `${caller} expected prices by name of target, as in { "a": { perHour: 2, asOf: "2026-11-30" } }, got ${describeValue(given)}`,
    );
  const names = targets.map(({ name }) => name);
  const checked = Object.entries(given).map(([name, one]): [string, Prices] => {
    if (!names.includes(name))
      throw new Error(
        `${caller} expected prices of ${names.map((known) => `"${known}"`).join(", ")}, got those of "${name}"`,
      );
    return [name, checkedList(`${caller}, prices of "${name}",`, one)];
  });
  return Object.fromEntries(checked);
}

function checkedList(caller: string, given: PricesInput): Prices {
  const prices = checkedOptions(caller, priceFields, given);
  const { inputPerMillion: input, outputPerMillion: output, cachedInputPerMillion: cached, perHour } = prices;
  if ((input === undefined) !== (output === undefined))
    throw new Error(`${caller} expected inputPerMillion and outputPerMillion together: 0 is for what costs nothing`);
  if (input === undefined && perHour === undefined)
    throw new Error(`${caller} expected inputPerMillion and outputPerMillion, or perHour, got neither`);
  if (cached !== undefined && input === undefined)
    throw new Error(`${caller} expected cachedInputPerMillion only beside inputPerMillion`);
  return Object.fromEntries(Object.entries(prices).filter(([, value]) => value !== undefined)) as unknown as Prices;
}

/** Whether a text is a day that the calendar has. */
function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const instant = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value);
}
