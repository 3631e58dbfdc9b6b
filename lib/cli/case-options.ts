import type { Command } from "commander";
import type { LoadCasesOptions } from "../index.js";

/** The command-line options of a case file. */
export interface CaseOptions {
  readonly columns?: readonly string[];
  readonly format?: string;
}

/** Adds the options of `loadCases` to a command. */
export function addCaseOptions(command: Command): Command {
  const several = (text: string, before: readonly string[] = []) => [...before, text];
  return command
    .option(
      "--columns <pairs>",
      "which column is what, such as prompt=question,expected=answer; an empty name ignores one; repeatable",
      several,
    )
    .option("--format <name>", "refuse the file unless it is in this layout, such as sharegpt");
}

/**
 * What `loadCases` is asked by a command line; it checks the names itself.
 * @throws when `--columns` holds something else than pairs.
 */
export function caseOptionsFrom({ columns, format }: CaseOptions): LoadCasesOptions {
  return {
    ...(format === undefined ? {} : { format: format as NonNullable<LoadCasesOptions["format"]> }),
    ...(columns === undefined ? {} : { columns: Object.fromEntries(columns.flatMap(pairsOf)) }),
  };
}

function pairsOf(list: string): readonly (readonly [string, string | null])[] {
  return list.split(",").map((pair) => {
    const [, field, column] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/s.exec(pair) ?? [];
    if (field !== undefined && column !== undefined) return [field, column === "" ? null : column];
    throw new Error(`expected --columns prompt=question,expected=answer, got ${JSON.stringify(list)}`);
  });
}
