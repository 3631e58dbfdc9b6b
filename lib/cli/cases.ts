import { type Case, loadCases } from "../index.js";
import { addCaseOptions, type CaseOptions, caseOptionsFrom } from "./case-options.js";
import { type AddCommand, doing, exitCodes, wholeNumber } from "./command.js";
import { describedCases, descriptionLines } from "./described-cases.js";

interface Given extends CaseOptions {
  readonly arguments: readonly [string];
  readonly first: number;
}

/** `benchbook cases FILE`: what a run over this file would send, without sending it. */
export const addCases: AddCommand = (program) => {
  const command = program
    .command("cases")
    .description(
      "show how a case file is read and what it would send: counts, lengths, the first cases; nothing is sent",
    )
    .argument("<file>", "a .jsonl, .json, .csv, .tsv or .parquet file, also of another tool");
  addCaseOptions(command)
    .option("--first <n>", "how many cases are shown", wholeNumber(0), 3)
    .addHelpText("after", "\nExample:\n  npx benchbook cases questions.csv --columns prompt=question,expected=answer")
    .addHelpText("after", exitCodes(null))
    .action(doing<Given>(showCases));
};

async function showCases({ arguments: [file], first, ...options }: Given) {
  const set = await loadCases(file, caseOptionsFrom(options));
  const described = describedCases(set);
  const shown = set.cases.slice(0, first);
  const left = set.cases.length - shown.length;
  const more = left === 0 || first === 0 ? [] : ["", `… and ${left} more`];
  return {
    text: [...descriptionLines(described), ...shown.flatMap(caseLines), ...more].join("\n"),
    json: { ...described, first: shown },
    good: true,
  };
}

/** A case as it would be sent: every turn, then what is expected of the answer. */
function caseLines({ id, kind, system, prompt, messages, expected, checks, maxTokens }: Case): readonly string[] {
  const begun = system === null ? [] : [{ role: "system", content: system }];
  const turns = messages ?? [...begun, { role: "user", content: prompt }];
  return [
    "",
    kind === null ? id : `${id} (${kind})`,
    ...turns.map(({ role, content }) => `  ${role}: ${shortened(content)}`),
    ...(expected === null ? [] : [`  expected: ${shortened(expected)}`]),
    ...checks.map((check) => `  check: ${shortened(JSON.stringify(check))}`),
    ...(maxTokens === null ? [] : [`  at most ${maxTokens} tokens`]),
  ];
}

/** The beginning of a text on one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)} … (${line.length} characters)` : line;
}
