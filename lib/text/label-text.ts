// How long a label gets, and how it is broken or shortened to fit. Lengths are estimates from DejaVu Sans, on the safe side.
import { cleanText, plotText } from "./escape.js";

const NARROW = /[iljtfrI.,:;'|![\]() -]/;
const WIDE = /[mwMWQ@%&+=<>~—…–]/;

function characterWidth(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= 0x1100) return 1.05;
  if (NARROW.test(character)) return 0.41;
  if (WIDE.test(character)) return 0.99;
  return /[A-Z]/.test(character) ? 0.75 : 0.64;
}

/** About how many pixels wide one line of text is at a font size; a little too much rather than too little. */
export function estimateWidth(text: string, fontSize: number): number {
  return [...text].reduce((width, character) => width + characterWidth(character), 0) * fontSize;
}

/**
 * A long name with its middle left out: the ends of a model's name (family and quantisation) tell models apart.
 * @example shortenMiddle("SmolLM2-135M-Instruct-q4_1", 14); // => "SmolLM2…t-q4_1"
 */
export function shortenMiddle(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join("")}…${characters.slice(characters.length - tail).join("")}`;
}

/** How many characters fit, at least one; ending after a separator where a later half of them has one. */
function fittingLength(characters: readonly string[], width: number, fontSize: number): number {
  let length = 1;
  while (length < characters.length && estimateWidth(characters.slice(0, length + 1).join(""), fontSize) <= width)
    length++;
  if (length === characters.length) return length;
  let end = length;
  while (end > length / 2 && !/[-/:_.@]/.test(characters[end - 1] ?? "")) end--;
  return end > length / 2 ? end : length;
}

function hardPieces(word: string, width: number, fontSize: number): string[] {
  const pieces: string[] = [];
  let rest = [...word];
  while (rest.length > 0) {
    const length = fittingLength(rest, width, fontSize);
    pieces.push(rest.slice(0, length).join(""));
    rest = rest.slice(length);
  }
  return pieces.length === 0 ? [""] : pieces;
}

/** Text broken into lines of at most `width` pixels, between words where it can be, inside a word (after a separator) where it must. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.split(" ").flatMap((word) => hardPieces(word, width, fontSize))) {
    const longer = line === "" ? piece : `${line} ${piece}`;
    if (line !== "" && estimateWidth(longer, fontSize) > width) {
      lines.push(line);
      line = piece;
    } else line = longer;
  }
  return [...lines, line];
}

/** Text for a label of a figure, escaped and broken by `<br>`. */
export function wrapForPlot(
  text: string,
  width: number,
  fontSize: number,
): { readonly text: string; readonly lines: number } {
  const lines = wrapText(cleanText(text), width, fontSize);
  return { text: lines.map(plotText).join("<br>"), lines: lines.length };
}

/** A target's name in a title or a tick: at most 28 characters, the middle left out. Not escaped. */
export function shortName(name: string): string {
  return shortenMiddle(cleanText(name), 28);
}

/** A text that begins with a capital, for the start of a title. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A quantity without the unit that its name ends in, in brackets: `TTFT (ms)` in ms is TTFT. Other names are as they are. */
export function withoutUnit(quantity: string, unit: string): string {
  const named = /^(.*\S)\s*(?:\(([^()]+)\)|\[([^[\]]+)\])\s*$/s.exec(quantity);
  const [, what = quantity, round, square] = named ?? [];
  const written = (round ?? square ?? "").trim().toLowerCase();
  // Files write ms as milliseconds, s as sec, tokens/s as tok/s: a bracket of the same first letter is the unit.
  const isUnit = written !== "" && (written[0] === unit.toLowerCase()[0] || (unit === "%" && written === "percent"));
  return isUnit ? what : quantity;
}
