import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { Check } from "../../types/index.js";
import type { Checked } from "./case-check.js";
import { choiceLabels } from "./choice-labels.js";
import { asText, type Fields, parsedList } from "./raw-value.js";
import { numberFrom } from "./value-checks.js";

/** `question` and `answer`; of GSM8K's answers, which show the way to it, what stands after `####`, with a check where that is a number. */
export function questionRecord({ question, answer, ...rest }: Fields): Checked<Fields> {
  const said = asText(answer);
  if (typeof said !== "string" || !said.includes("####"))
    return { value: { ...rest, prompt: question, expected: said } };
  const expected = said.split("####").at(-1)?.trim() ?? "";
  const number = numberFrom(expected);
  const checked = number === null ? rest : withCheck(rest, { kind: "number", expected: number });
  return { value: { ...checked, prompt: question, expected } };
}

/** A record with a check after those that it has. */
function withCheck(record: Fields, check: Check): Fields {
  const { checks = [] } = record;
  return { ...record, checks: Array.isArray(checks) ? [...checks, check] : checks };
}

/** A passage, a question about it and the answers that are right, of which the first is the expected one. */
export function contextRecord({ context, question, answers, answer, ...rest }: Fields): Checked<Fields> {
  if (typeof context !== "string" || typeof question !== "string")
    return { problem: "expected context and question to be texts" };
  const listed = isRecord(answers) ? answers.text : (answers ?? answer);
  const first: unknown = Array.isArray(listed) ? listed[0] : listed;
  const expected = asText(isRecord(first) ? first.text : first);
  return { value: { ...rest, prompt: `${context}\n\n${question}`, expected } };
}

/**
 * A question and its choices, each with its letter; the answer (a letter, a place counted from 0, or the words of a choice) becomes
 * its letter, and a check.
 */
export function choiceRecord({ question, choices, options, answer, answerKey, ...more }: Fields): Checked<Fields> {
  const { subject, category, ...rest } = more;
  const read = readChoices(choices ?? options);
  if ("problem" in read) return read;
  if (typeof question !== "string")
    return { problem: `expected question to be a text, got ${describeValue(question)}` };
  const { texts, labels } = read.value;
  const list = texts.map((text, at) => `${labels[at]}. ${text}`).join("\n");
  const given = answer ?? answerKey ?? null;
  const expected = given === null ? null : labelOf(given, texts, labels);
  if (expected === undefined)
    return { problem: `expected answer to name one of the choices, got ${describeValue(given)}` };
  const topic = subject ?? category;
  const kind = topic === undefined ? {} : { kind: topic };
  const prompt = `${question}\n\n${list}\n\nAnswer with the letter of the right choice.`;
  const named = isRecord(parsedList(choices)) ? { labels } : {};
  const checked = expected === null ? rest : withCheck(rest, { kind: "choice", expected, choices: texts, ...named });
  return { value: { ...checked, ...kind, prompt, expected } };
}

interface Choices {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

/** A list of texts, or `{ text: [...], label: [...] }`, or either as JSON in a cell. */
function readChoices(raw: unknown): Checked<Choices> {
  const choices = parsedList(raw);
  const texts = isRecord(choices) ? choices.text : choices;
  const labels = isRecord(choices) ? choices.label : undefined;
  if (!isTexts(texts) || texts.length < 2 || texts.length > 26)
    return { problem: `expected choices to be a list of 2 to 26 texts, got ${describeValue(raw)}` };
  if (labels === undefined) return { value: { texts, labels: choiceLabels(texts.length) } };
  if (isTexts(labels) && labels.length === texts.length) return { value: { texts, labels } };
  return { problem: `expected a label for each choice, got ${describeValue(labels)}` };
}

function labelOf(answer: unknown, texts: readonly string[], labels: readonly string[]): string | undefined {
  const said = String(answer).trim();
  if (typeof answer === "string" && labels.includes(said)) return said;
  const place = texts.indexOf(said);
  if (typeof answer === "string" && place >= 0) return labels[place];
  return /^\d+$/.test(said) ? labels[Number(said)] : undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
