import { checkText } from "../../arguments/check-values.js";
import { communityHeader, communityRule } from "./page.js";

/** One line of the table of community results. */
export interface CommunityResult {
  readonly device: string;
  readonly source: "local" | "hf";
  readonly paramsM: number | null;
  readonly kvCache: "on" | "off";
  readonly genTokens: number;
  readonly meanTokensPerSecond: number;
  readonly peakVramMiB: number | null;
}

/**
 * The results in a page with the community table.
 * @throws when the page has no such table, naming its header; when a row is not one of seven cells with the right values,
 *   naming the line.
 * @example
 * bb.recipes.readCommunityTable(page).map((result) => result.meanTokensPerSecond);
 */
export function readCommunityTable(page: string): readonly CommunityResult[] {
  checkText("readCommunityTable", "page", page, ": give the text of the page");
  const lines = page.split(/\r?\n/);
  const { first, end } = tableIn(lines);
  return lines.slice(first, end).map((line, at) => resultIn(line, first + at + 1));
}

/**
 * The page with one more row at the end of its table.
 * @throws when the row is not a row, or the page has no table.
 * @example
 * bb.recipes.addToCommunityTable(page, row);
 */
export function addToCommunityTable(page: string, row: string): string {
  checkText("addToCommunityTable", "page", page, ": give the text of the page");
  checkText("addToCommunityTable", "row", row, ": it is the row that recipes.throughput gives");
  const lines = page.split(/\r?\n/);
  const { end } = tableIn(lines);
  resultIn(row.trim(), end + 1);
  return [...lines.slice(0, end), row.trim(), ...lines.slice(end)].join("\n");
}

function tableIn(lines: readonly string[]): { readonly first: number; readonly end: number } {
  const header = lines.indexOf(communityHeader);
  if (header === -1 || lines[header + 1] !== communityRule)
    throw new Error(`expected a table with the lines ${communityHeader} and ${communityRule}, got none`);
  const first = header + 2;
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  return { first, end: length === -1 ? lines.length : first + length };
}

function resultIn(line: string, number: number): CommunityResult {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\([\\|])/g, "$1"));
  const [before, device = "", source, params, kvCache, genTokens, mean, vram, after] = cells;
  const wrong = (what: string, got: unknown) =>
    new Error(`line ${number}: expected ${what}, got ${JSON.stringify(got)}`);
  if (cells.length !== 9 || before !== "" || after !== "") throw wrong("a row of seven cells between bars", line);
  const numeric = (what: string, text: string | undefined) => {
    if (!/^\d+(\.\d+)?$/.test(text ?? "")) throw wrong(`${what} to be a number`, text);
    return Number(text);
  };
  const orUnknown = (what: string, text: string | undefined) => (text === "N/A" ? null : numeric(what, text));
  if (device === "") throw wrong("a device", device);
  if (source !== "local" && source !== "hf") throw wrong("the source to be local or hf", source);
  if (kvCache !== "on" && kvCache !== "off") throw wrong("KV-cache to be on or off", kvCache);
  return {
    device,
    source,
    paramsM: orUnknown("the model size", params),
    kvCache,
    genTokens: numeric("gen_tokens", genTokens),
    meanTokensPerSecond: numeric("mean tok/s", mean),
    peakVramMiB: orUnknown("peak VRAM", vram),
  };
}
