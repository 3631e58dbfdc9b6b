import { type MakeTask, numberTask, oneOf } from "./task.js";

/** Sums of small numbers; sums, differences and products of larger ones; a product and a sum in one line. Never below 0. */
export const arithmetic: MakeTask = (random, difficulty) => {
  if (difficulty === "easy") {
    const [a, b] = [random.integer(1, 20), random.integer(1, 20)];
    return numberTask(`What is ${a} + ${b}?`, a + b);
  }
  if (difficulty === "hard") {
    const [a, b, c] = [random.integer(12, 99), random.integer(12, 99), random.integer(100, 999)];
    return numberTask(`What is ${a} * ${b} + ${c}?`, a * b + c);
  }
  const sign = oneOf(["+", "-", "*"], random);
  const [a, b] = [random.integer(20, 99), random.integer(2, sign === "*" ? 9 : 20)];
  return numberTask(`What is ${a} ${sign} ${b}?`, sign === "+" ? a + b : sign === "-" ? a - b : a * b);
};
