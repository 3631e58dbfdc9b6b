import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const readme = readFileSync(path.join(root, "README.md"), "utf8");

/** The first cells of the table whose header row begins with `heading`. */
function firstCells(heading: string): string[] {
  const lines = readme.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  assert.ok(start >= 0, `README has a table of each ${heading}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end < 0 ? undefined : end).map((row) => String(row.split("|")[1]).trim());
}

const listed = (folder: string, keep: (name: string) => boolean) =>
  readdirSync(path.join(root, folder)).filter(keep).sort();

describe("the README", () => {
  it("lists every notebook, in order, with the question that is its title", () => {
    const books = listed("notebooks", (name) => name.endsWith(".ipynb"));
    assert.deepEqual(
      firstCells("notebook").map((cell) => /\(notebooks\/(.*)\)/.exec(cell)?.[1]),
      books,
    );
    for (const book of books) {
      const { cells } = JSON.parse(readFileSync(path.join(root, "notebooks", book), "utf8")) as {
        cells: { source: string[] }[];
      };
      const title = String(cells[0]?.source[0]).replace(/^# |\n$/g, "");
      assert.match(title, /\?$/, `${book} asks a question`);
      assert.ok(readme.includes(title), `README says of ${book}: ${title}`);
    }
  });

  it("quotes the client's table as the bench wrote it", () => {
    const cellsOf = (row: string) =>
      row
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, 6)
        .join(" | ");
    const written = readFileSync(path.join(root, "bench/results/client.md"), "utf8")
      .split("\n")
      .map((row) => cellsOf(row).replaceAll("**", ""));
    const rows = readme.split("\n");
    const start = rows.findIndex((row) => row.startsWith("| client, median of"));
    const quoted = rows.slice(start + 2).slice(0, rows.slice(start + 2).indexOf(""));
    assert.ok(start >= 0 && quoted.length >= 5);
    assert.deepEqual(
      quoted.map(cellsOf).filter((row) => !written.includes(row)),
      [],
    );
  });

  it("lists every command of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = firstCells("command").map((cell) => /^`npm (?:run )?([a-z]+)/.exec(cell)?.[1]);
    assert.deepEqual([...commands].sort(), Object.keys(scripts).sort());
  });

  it("lists every command of benchbook", () => {
    const main = readFileSync(path.join(root, "lib/cli/main.ts"), "utf8");
    const added = [...main.matchAll(/import \{ add\w+ \} from "\.\/(.*)\.js"/g)].map((match) => String(match[1]));
    assert.deepEqual(
      firstCells("benchbook")
        .map((cell) => cell.replaceAll("`", ""))
        .sort(),
      added.sort(),
    );
  });

  it("gives copyable lines of `benchbook stream` whose options exist", () => {
    const sources = ["stream", "server-options", "ollama-options"].map((name) =>
      readFileSync(path.join(root, `lib/cli/${name}.ts`), "utf8"),
    );
    const known = new Set(
      sources.flatMap((text) => [...text.matchAll(/\.option\(\s*"(--[\w-]+)/g)].map(([, name]) => name)),
    );
    const lines = readme.replaceAll("\\\n", " ").match(/^npx benchbook stream .*$/gm) ?? [];
    assert.ok(lines.length >= 7, `${lines.length} lines`);
    const given = lines.flatMap((line) => line.match(/(?<= )--[\w-]+/g) ?? []);
    assert.deepEqual(
      given.filter((name) => !known.has(name)),
      [],
    );
  });

  it("lists every bench", () => {
    const own = listed("bench", (name) => name.endsWith(".mjs")).map((name) => name.slice(0, -".mjs".length));
    assert.deepEqual(
      firstCells("bench")
        .map((cell) => cell.replaceAll("`", ""))
        .sort(),
      [...own, "simulation/run"].sort(),
    );
  });

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => String(match[1]));
    assert.ok(links.length > 3);
    assert.deepEqual(
      links.filter((link) => !existsSync(path.join(root, link))),
      [],
    );
  });
});
