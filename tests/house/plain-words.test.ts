import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

// Wording that reads like a translation, each with what to write instead. It holds for everything a stranger reads: README, documents,
// notebooks, the text of commands, and doc comments.

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A pattern (whole words, any case), and the better wording. */
const idioms: readonly (readonly [pattern: string, better: string])[] = [
  ["made (anew|again)", "recomputed, rewritten"],
  ["anew", "again; rewrite"],
  ["(?<!there )(is|are|was|were) none", "is not one; is missing"],
  ["that there is none of", "unknown"],
  ["so (many|much)(?! (\\w+ )?(that|as)\\b)", "this many; a number of"],
  ["exactly so many", "a fixed number of"],
  ["for so long", "for that long"],
  ["carr(y|ies|ied) out", "execute, run"],
  ["told apart", "distinguished"],
  ["(is|are|was|were|be|been) told", "receives, is reported, is set to"],
  ["(is|are) said", "is reported, is flagged"],
  ["hears? of", "receives"],
  ["asked wrongly", "usage error"],
  ["(lie|lies|lay) (in|on|beside|inside|outside|within|there|below)", "is in"],
  ["stands? (in|for|there|beside)", "is in; means"],
  ["relied on", "trusted"],
  ["for want of", "for lack of"],
  ["in the place of", "instead of"],
  ["per cent", "percent"],
  ["(tokens|events|requests|rows|characters|words|answers|trials) a (second|minute)", "per second"],
  ["neither (has|is|does) it", "and not"],
  ["mend(s|ed|ing)?", "fix"],
  ["beforehand", "in advance"],
  ["for nobody", "throw-away"],
  ["dearer", "more expensive"],
  ["comes? out again", "can be recomputed"],
  ["an own", "its own"],
  ["known against", "counts against"],
  ["speaks? against", "counts against"],
  ["enters? no", "is left out of every"],
  ["by how many percent", "by what percentage"],
  ["in which (share|unit)", "in what share, in what unit"],
  ["bits a weight", "per weight"],
  ["whole jobs?", "complete jobs"],
  ["set-up", "setup"],
  ["how near", "how close"],
  ["by (twos|threes|fours)", "in groups of"],
  ["(is|are) no (comparison|ornament|judgment|sample)", "is not a"],
  ["goes? on with", "continues"],
  ["(see|sees|seen) to (?=by)", "handled by"],
  ["hand(ed|s)? over", "pass"],
  ["held against", "compared with"],
  ["of a wrong kind", "of the wrong type"],
  ["(when|if) (it is )?left out", "by default"],
  ["one's own", "your own"],
  ["(file|manifest|nothing|events?|machine|trial) tells?", "says, shows, contains"],
  ["the door", "the public API"],
  ["(this|the other|store|report|statistics) rooms?", "folder"],
  ["taken for", "treated as, mistaken for"],
  ["seed 00\\d", "the name of the recipe"],
  ["has to be known by", "must be known by"],
  ["upon", "on"],
  ["thereby|therein|thereof|hereby|whereof", "a plain clause"],
];

/** British spellings of words that occur here; `quantisation` and the like are fields of files and are not prose. */
const spellings =
  /\b(\w*colour\w*|behaviours?|favours?|neighbour\w*|centres?|centred|(milli|centi|kilo)?metres?|licen[c]es?|grey|cancelled|labelled|judgements?|\w*(optimis|recognis|summaris|normalis|serialis|neutralis|organis|randomis|tokenis|initialis)(e[ds]?|ing|ation)|spelt|learnt|spoilt)\b/i;

interface Passage {
  readonly where: string;
  readonly text: string;
}

const listed = (folder: string, ends: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file).split(path.sep).join("/"))
    .filter((file) => file.endsWith(ends) && !file.includes("/dist/"))
    .sort();
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

const pages: readonly Passage[] = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...listed("docs", ".md")].map(
  (file) => ({ where: file, text: withoutCode(read(file)) }),
);

const notebooks: readonly Passage[] = listed("notebooks", ".ipynb").flatMap((file) => {
  const { cells } = JSON.parse(read(file)) as { cells: { cell_type: string; source: string | string[] }[] };
  return cells
    .filter((cell) => cell.cell_type === "markdown")
    .map(({ source }) => ({ where: file, text: withoutCode([source].flat().join("")) }));
});

const sources = listed("lib", ".ts").filter((file) => !file.endsWith(".test.ts"));

const commands: readonly Passage[] = sources
  .filter((file) => file.startsWith("lib/cli/"))
  .flatMap((file) => texts(file, /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g));

const comments: readonly Passage[] = sources.flatMap((file) => texts(file, /\/\*\*[\s\S]*?\*\//g));

/** Names in code, links and options of commands keep their spelling. */
function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```|`[^`]*`|\]\([^)]*\)|--[a-z-]+/g, "");
}

function texts(file: string, pattern: RegExp): Passage[] {
  return [...read(file).matchAll(pattern)].map(([text]) => ({
    where: file,
    text: withoutCode(text.replace(/@example[\s\S]*$/, "").replace(/\s*\n\s*\* ?/g, " ")),
  }));
}

function found(passages: readonly Passage[]): string[] {
  return passages.flatMap(({ where, text }) => [
    ...idioms.flatMap(([pattern, better]) =>
      [...text.matchAll(new RegExp(`\\b(?:${pattern})\\b`, "gi"))].map(
        ({ 0: said, index }) =>
          `${where}: "${said}" in "…${text.slice(Math.max(0, index - 40), index + 30)}…", write: ${better}`,
      ),
    ),
    ...[...text.matchAll(new RegExp(spellings, "gi"))].map(([said]) => `${where}: "${said}", American spelling`),
  ]);
}

describe("the words that a stranger reads", () => {
  for (const [what, passages] of Object.entries({ pages, notebooks, commands, comments }))
    it(`the ${what} are in plain American English`, () => {
      assert.ok(passages.length > 10, `${passages.length} ${what}`);
      assert.deepEqual(found(passages), []);
    });
});
