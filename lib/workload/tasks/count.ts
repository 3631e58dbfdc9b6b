import { shuffled } from "../random.js";
import { type MakeTask, numberTask, severalOf } from "./task.js";

const words = ["red", "blue", "green", "white", "black", "brown", "pink", "gray"];
const sizes = { easy: { items: 5, kinds: 2 }, medium: { items: 12, kinds: 4 }, hard: { items: 40, kinds: 6 } } as const;

/** How often a word is in a list of 5, 12 or 40. */
export const count: MakeTask = (random, difficulty) => {
  const { items, kinds } = sizes[difficulty];
  const [asked = "red", ...others] = severalOf(words, kinds, random);
  const times = random.integer(1, Math.floor(items / 2));
  const rest = Array.from({ length: items - times }, () => others[random.integer(0, others.length - 1)] ?? "blue");
  const list = shuffled([...Array.from({ length: times }, () => asked), ...rest], random);
  return numberTask(`How many times is "${asked}" in this list: ${list.join(", ")}?`, times);
};
