import { type Case, loadCases, type Message } from "../index.js";
import { openTokenizer } from "../models/tokenizer/open-tokenizer.js";
import { weightsDirectory } from "../project.js";
import { requestMessages } from "../targets/request-messages.js";
import { storedCase } from "../workload/case-file/stored-cases.js";
import { addCaseOptions, type CaseOptions, caseOptionsFrom } from "./case-options.js";
import { type AddCommand, doing, exitCodes, wholeNumber } from "./command.js";
import { describedCases, descriptionLines, type Measures, sentText, textMeasures } from "./described-cases.js";

interface Given extends CaseOptions {
  readonly arguments: readonly [string];
  readonly first: number;
  readonly tokenizer?: string;
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
    .option("--tokenizer <file>", "count tokens as well: a tokenizer.json, its folder, a GGUF file or a known model")
    .addHelpText("after", "\nExample:\n  npx benchbook cases questions.csv --columns prompt=question,expected=answer")
    .addHelpText("after", exitCodes(null))
    .action(doing<Given>(showCases));
};

async function showCases({ arguments: [file], first, tokenizer, ...options }: Given) {
  const set = await loadCases(file, caseOptionsFrom(options));
  const measures = tokenizer === undefined ? textMeasures : await withTokens(tokenizer);
  const described = describedCases(set, measures);
  const shown = set.cases.slice(0, first).map(storedCase);
  const left = set.cases.length - shown.length;
  const more = left === 0 || first === 0 ? [] : ["", `… and ${left} more`];
  return {
    text: [...descriptionLines(described), ...shown.flatMap(caseLines), ...more].join("\n"),
    json: { ...described, first: shown },
    good: true,
  };
}

/** The tokens of what is sent, without the chat template that a server puts around it. */
async function withTokens(tokenizer: string): Promise<Measures> {
  const { encode } = await openTokenizer(tokenizer, weightsDirectory);
  const tokens: Measures[string] = (one) => sentText(one).reduce((sum, text) => sum + encode(text).length, 0);
  return { ...textMeasures, tokens };
}

/** A case as it would be sent: every turn, then what is expected of the answer. */
function caseLines({
  id,
  kind,
  system,
  prompt,
  messages,
  expected,
  checks,
  maxTokens,
  ...asked
}: Case): readonly string[] {
  const turns = requestMessages(messages === undefined ? { system, prompt } : { system, prompt, messages });
  const { generation, tools, responseFormat } = asked;
  return [
    "",
    kind === null ? id : `${id} (${kind})`,
    ...turns.flatMap(turnLines),
    ...Object.entries({ generation, tools, responseFormat }).flatMap(([what, value]) =>
      value === undefined ? [] : [`  ${what}: ${shortened(JSON.stringify(value))}`],
    ),
    ...(expected === null ? [] : [`  expected: ${shortened(expected)}`]),
    ...checks.map((check) => `  check: ${shortened(JSON.stringify(check))}`),
    ...(maxTokens === null ? [] : [`  at most ${maxTokens} tokens`]),
  ];
}

function turnLines({ role, content, parts = [] }: Message): readonly string[] {
  const images = parts.flatMap((part) => (part.type === "text" ? [] : [part]));
  const lines = images.map(({ bytes, image_url }) => (bytes === undefined ? image_url.url : `${bytes} bytes`));
  return [`  ${role}: ${shortened(content)}`, ...lines.map((line) => `  image: ${line}`)];
}

/** The beginning of a text on one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)} … (${line.length} characters)` : line;
}
