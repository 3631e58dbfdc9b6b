import { cleanText } from "../text/escape.js";

/** One question with its answer, as a CI server shows it. */
export interface JunitCase {
  readonly name: string;
  /** `skipped` is neither good nor bad: the data cannot say. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** One line: why it failed or cannot be said. */
  readonly message: string;
  /** All that was found. */
  readonly text: string;
}

/**
 * A report in the XML of JUnit, which CI servers read: one suite with its cases.
 *
 * Source: the schema of Jenkins' xUnit plugin, junit-10.xsd: testsuites, testsuite, testcase with failure or skipped, system-out.
 *
 * @example
 * junitText("benchbook trend", []).split("\n").length; // => 6
 */
export function junitText(suite: string, cases: readonly JunitCase[]): string {
  const count = (outcome: JunitCase["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
  const totals = `tests="${cases.length}" failures="${count("failed")}" errors="0" skipped="${count("skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${escapeXml(suite)}" ${totals}>`,
    ...cases.map((one) => caseText(suite, one)),
    "  </testsuite>\n</testsuites>\n",
  ].join("\n");
}

function caseText(suite: string, { name, outcome, message, text }: JunitCase): string {
  const told = outcome === "failed" ? "failure" : outcome;
  const lines = [
    `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}">`,
    ...(outcome === "passed" ? [] : [`      <${told} message="${escapeXml(message)}"/>`]),
    `      <system-out>${escapeXml(text)}</system-out>`,
    "    </testcase>",
  ];
  return lines.join("\n");
}

const XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;" } as const;

/** Names of targets may hold anything; XML cannot hold control characters at all. */
function escapeXml(text: string): string {
  return cleanText(text, { keepLines: true }).replace(/[&<>"'\n]/g, (one) => XML[one as keyof typeof XML]);
}
