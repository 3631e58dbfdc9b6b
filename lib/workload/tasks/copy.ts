import { commonWords } from "../common-words.js";
import { type MakeTask, severalOf } from "./task.js";

const lengths = { easy: 3, medium: 8, hard: 30 } as const;

/** Words to be repeated: 3, 8 or 30 of them. */
export const copy: MakeTask = (random, difficulty) => {
  const expected = severalOf(commonWords, lengths[difficulty], random).join(" ");
  return {
    question: `Repeat these words exactly, and write nothing else: ${expected}`,
    expected,
    checks: [{ kind: "exact", expected }],
  };
};
