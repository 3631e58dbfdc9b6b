import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { Checked } from "./case-check.js";
import { asText, type Fields, parsedList } from "./raw-value.js";

/** `question` and `answer`; of GSM8K's answers, which show the way to it, what stands after `####`. */
export function questionRecord({ question, answer, ...rest }: Fields): Checked<Fields> {
  const expected = asText(answer);
  const final = typeof expected === "string" ? expected.split("####").at(-1)?.trim() : expected;
  return { value: { ...rest, prompt: question, expected: final } };
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
 * its letter.
 */
export function choiceRecord({ question, choices, answer, answerKey, subject, ...rest }: Fields): Checked<Fields> {
  const read = readChoices(choices);
  if ("problem" in read) return read;
  if (typeof question !== "string")
    return { problem: `expected question to be a text, got ${describeValue(question)}` };
  const { texts, labels } = read.value;
  const list = texts.map((text, at) => `${labels[at]}. ${text}`).join("\n");
  const given = answer ?? answerKey ?? null;
  const expected = given === null ? null : labelOf(given, texts, labels);
  if (expected === undefined)
    return { problem: `expected answer to name one of the choices, got ${describeValue(given)}` };
  const kind = subject === undefined ? {} : { kind: subject };
  const prompt = `${question}\n\n${list}\n\nAnswer with the letter of the right choice.`;
  return { value: { ...rest, ...kind, prompt, expected } };
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
  const letters = texts.map((_, at) => String.fromCharCode(65 + at));
  if (labels === undefined) return { value: { texts, labels: letters } };
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
