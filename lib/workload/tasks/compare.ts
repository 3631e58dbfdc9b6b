import { type MakeTask, numbersFrom, oneOf } from "./task.js";

/** Which of two numbers is larger or smaller: of up to two digits, of five, or of different decimals (9.11 and 9.9). */
export const compare: MakeTask = (random, difficulty) => {
  const wanted = oneOf(["larger", "smaller"], random);
  const [first, second] =
    difficulty === "hard" ? decimals(random) : wholes(random, difficulty === "easy" ? 99 : 99_999);
  const isFirst = Number(first) > Number(second) === (wanted === "larger");
  const expected = isFirst ? first : second;
  return {
    question: `Which number is ${wanted}, ${first} or ${second}? Answer with the number alone.`,
    expected,
    checks: [{ kind: "number", expected: Number(expected) }],
  };
};

type Pair = readonly [string, string];

function wholes(random: Parameters<MakeTask>[0], most: number): Pair {
  const [a = 1, b = 2] = numbersFrom(1, most, 2, random);
  return [String(a), String(b)];
}

/** The same whole part, one digit after the point in one of them and two in the other, neither ending in 0. */
function decimals(random: Parameters<MakeTask>[0]): Pair {
  const whole = random.integer(1, 99);
  const short = random.integer(2, 9);
  const long = 10 * random.integer(1, 9) + random.integer(1, 9);
  const pair: Pair = [`${whole}.${short}`, `${whole}.${long}`];
  return random.integer(0, 1) === 0 ? pair : [pair[1], pair[0]];
}
