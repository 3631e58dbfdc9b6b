import { cleanText } from "../../text/escape.js";

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "&": "\\&",
  "%": "\\%",
  $: "\\$",
  "#": "\\#",
  _: "\\_",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "[": "{[}",
  "]": "{]}",
  "`": "\\textasciigrave{}",
  "'": "\\textquotesingle{}",
  "–": "--",
  "—": "---",
  "…": "\\ldots{}",
  "†": "\\textdagger{}",
  "×": "\\texttimes{}",
  µ: "\\textmu{}",
  "°": "\\textdegree{}",
  "±": "\\textpm{}",
  "≥": "$\\geq$",
  "≤": "$\\leq$",
  "∞": "$\\infty$",
  "→": "$\\rightarrow$",
};

/**
 * Text for LaTeX, safe in a cell, a caption and an argument: nothing in it is a command, a comment, mathematics or a cell's end.
 * The brackets are in braces, so that a row that begins with one is no argument of the `\\` before it. Other writing systems
 * stay as they are, for an engine that reads UTF-8.
 *
 * @example latexText("100 % of model_a"); // => "100 \\% of model\\_a"
 */
export function latexText(text: string): string {
  return [...cleanText(text)].map((character) => SPECIAL[character] ?? character).join("");
}
