import { adviceFor } from "./advice.mjs";

/** A set-up step that could not be done: one line that says what to do, and what the tool said. */
export class StepError extends Error {
  /**
   * @param {string} advice one line for the reader
   * @param {string} [output] what the tool printed; its tail is shown
   */
  constructor(advice, output = "") {
    super(advice);
    this.name = "StepError";
    this.output = output;
  }
}

/**
 * The last lines of a tool's output, blank ones left out.
 *
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 15) {
  const said = output.split(/\r?\n/).filter((line) => line.trim() !== "");
  return said.slice(-lines).join("\n");
}

/**
 * Do one step of set-up, unless it is done already, and print one line about it.
 *
 * @param {string} what what the step gives, for the line
 * @param {{ isDone: () => boolean | Promise<boolean>, act: () => unknown }} step
 * @param {(text: string) => void} write where the line goes
 */
export async function runStep(what, { isDone, act }, write) {
  const start = performance.now();
  write(`${what} … `);
  try {
    if (await isDone()) {
      write("ready\n");
      return;
    }
    await act();
  } catch (error) {
    write("failed\n");
    throw error;
  }
  write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/**
 * Tell the reader why set-up stopped. What is no failed step, such as a full disk under a stamp, keeps its stack.
 *
 * @param {unknown} error
 * @param {number} [lines] of the tool's output
 */
export function describeFailure(error, lines) {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof StepError)) return [adviceFor(error.message), error.stack].filter(Boolean).join("\n\n");
  return error.output ? `${error.message}\n\n${tail(error.output, lines)}` : error.message;
}
