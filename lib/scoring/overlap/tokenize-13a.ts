import { splitWords } from "../../metrics/words.js";

/**
 * A text with its tokens parted by spaces as in WMT's mteval-v13a, sacreBLEU's default: punctuation and symbols stand alone,
 * but full stops and commas stay inside numbers. For Western languages.
 *
 * @example
 * tokenize13a("It's 3.5%, OK?"); // => "It's 3.5 % , OK ?"
 */
export function tokenize13a(text: string): string {
  const parted = ` ${plain(text)} `
    .replace(/([{-~[-` -&(-+:-@/])/gu, " $1 ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/gu, "$1 $2 ");
  return splitWords(parted).join(" ");
}

/** Undoes line-end hyphens, line breaks and the four HTML entities that the original script undoes, in its order. */
function plain(text: string): string {
  return text
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
}
