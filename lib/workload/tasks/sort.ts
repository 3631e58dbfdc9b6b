import { type MakeTask, numbersFrom } from "./task.js";

const sizes = {
  easy: { items: 3, most: 20 },
  medium: { items: 6, most: 99 },
  hard: { items: 15, most: 9999 },
} as const;

/** Numbers to be put in order: 3, 6 or 15 of them, all different. */
export const sort: MakeTask = (random, difficulty) => {
  const { items, most } = sizes[difficulty];
  const numbers = numbersFrom(1, most, items, random);
  const expected = numbers.toSorted((a, b) => a - b).join(", ");
  return {
    question: `Sort these numbers from smallest to largest: ${numbers.join(", ")}. Answer with the sorted numbers alone, with commas between them.`,
    expected,
    checks: [{ kind: "exact", expected }],
  };
};
