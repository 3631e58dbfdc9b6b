import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { publicFunctions } from "../support/public-functions.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

const notebooks = ["notebooks", "notebooks/solutions"].flatMap((folder) =>
  readdirSync(path.join(root, folder)).flatMap((file) =>
    file.endsWith(".ipynb") ? [read(path.join(folder, file))] : [],
  ),
);

/** Every `bb.name` and `bb.space.name` in a text. */
function namesIn(text: string): readonly string[] {
  const spaces = new Set(publicFunctions().flatMap(({ name }) => (name.includes(".") ? [name.split(".")[0]] : [])));
  return [...text.matchAll(/\bbb\.(\w+)(?:\.(\w+))?/g)].map(([, first = "", second]) =>
    spaces.has(first) && second !== undefined ? `${first}.${second}` : first,
  );
}

describe("the public names", () => {
  const names = publicFunctions().map(({ name }) => name);

  it("are each in docs/public-api.md, in one line", () => {
    const listed = [...read("docs/public-api.md").matchAll(/^\| `bb\.([\w.]+)` \| \S.* \|$/gm)].map(
      (match) => match[1],
    );
    assert.deepEqual(listed.toSorted(), names.toSorted());
  });

  it("of the top level are each used by a notebook, a command or the README", () => {
    const commands = readdirSync(path.join(root, "lib/cli")).filter((file) => !file.endsWith(".test.ts"));
    const words = new Set(
      [read("README.md"), ...notebooks, ...commands.map((file) => read(`lib/cli/${file}`))].flatMap(
        (text) => text.match(/\b[a-z][A-Za-z]+\b/g) ?? [],
      ),
    );
    const unused = names.filter((name) => !name.includes(".") && !words.has(name));
    assert.deepEqual(unused, []);
  });

  it("that notebooks and documents use are there", () => {
    const documents = readdirSync(path.join(root, "docs")).filter((file) => file.endsWith(".md"));
    const texts = [
      ...notebooks,
      read("README.md"),
      read("CONTRIBUTING.md"),
      ...documents.map((file) => read(`docs/${file}`)),
    ];
    const known = new Set([...names, "figures", "inspect", "recipes", "scores", "stats", "tables"]);
    assert.deepEqual(
      [...new Set(texts.flatMap(namesIn))].filter((name) => !known.has(name)),
      [],
    );
  });
});
