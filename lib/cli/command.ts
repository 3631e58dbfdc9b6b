import { Command, CommanderError, InvalidArgumentError } from "commander";

/** What a command did: what to print for people, the same for machines, and whether the result is good. */
export interface CommandResult {
  readonly text: string;
  readonly json: unknown;
  /** False when the command worked and the result is bad: a gate failed, a run was interrupted. The exit code is then 1. */
  readonly good: boolean;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command) => void;

/**
 * Connects what a command does to exit codes: 0 for success, 1 for a bad result, 2 for a usage error or when it could not begin,
 * with one line that says what was expected.
 */
export function doing<Options>(job: (options: Options) => Promise<CommandResult>) {
  return async (...given: readonly unknown[]): Promise<void> => {
    const command = given.find((one) => one instanceof Command);
    const options = (command?.optsWithGlobals() ?? {}) as Options & { readonly json?: boolean };
    const positional = command?.processedArgs ?? [];
    const result = await job({ ...options, arguments: positional });
    await print(options.json ? `${JSON.stringify(result.json, null, 2)}\n` : `${result.text.trimEnd()}\n`);
    if (!result.good) process.exitCode = 1;
  };
}

/** Prints the result. A reader that closed the pipe, as `head` does, has what it needs. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
      if (!error || error.code === "EPIPE") resolve();
      else reject(new Error(`cannot write the result: ${error.message}`, { cause: error }));
    });
  });
}

/** A line of progress on the terminal's error stream, so that standard output holds only the result. */
export function say(line: string): void {
  process.stderr.write(`${line.replace(controlCharacters, " ")}\n`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]+/g;

/** The end of a command's help: its exit codes. `bad` says when its result is bad; null if it never is. */
export const exitCodes = (bad: string | null): string =>
  `\nExit codes: 0 success,${bad === null ? "" : ` 1 bad result (${bad}),`} 2 usage error, or it could not begin.`;

/** Runs a program over these arguments and returns its exit code. */
export async function exitCodeOf(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    say(`benchbook: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

/** Parses a whole number of at least `least`, for an option. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };

/** Parses a number from `low` to `high`, for an option. */
export const numberFrom =
  (low: number, high = Infinity) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(
      `Expected a number ${high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`}.`,
    );
  };
