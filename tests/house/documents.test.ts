import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const under = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file).split(path.sep).join("/"))
    .filter((file) => !file.includes("/dist/"));
const documents = [
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "README.md",
  ...under("docs").filter((file) => file.endsWith(".md")),
];

/** Paths of the project as documents name them in backticks: no placeholder, no pattern, nothing that a run or a build creates. */
function namedPaths(text: string): string[] {
  return [...text.matchAll(/`((?:lib|tests|scripts|bench|docs|data|notebooks)\/[\w./-]*)`/g)]
    .map(([, name]) => String(name))
    .filter((name) => !/NAME|NN|lib\/dist/.test(name));
}

describe("the documents", () => {
  for (const document of documents)
    it(`${document} names only paths that exist`, () => {
      const text = read(document);
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
        path.posix.join(path.posix.dirname(document), String(link)),
      );
      assert.deepEqual(
        [...namedPaths(text), ...links].filter((name) => !existsSync(path.join(root, name))),
        [],
      );
    });

  it("docs/faults.md gives each fault the name that its tests have, and each such test names a fault", () => {
    const rows = [...read("docs/faults.md").matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, name]) => String(name));
    assert.ok(rows.length > 40, `${rows.length} faults`);
    assert.equal(new Set(rows).size, rows.length);
    const wire = under("lib/targets/http").filter((file) => /-faults\.test\.ts$|\/wire\/.*\.test\.ts$/.test(file));
    const files = [...wire, "tests/integration/faults.test.ts", "tests/integration/run.test.ts"];
    const titles = files.map((file) =>
      [...read(file).matchAll(/["`]([\w -]+)(?:: |")/g)].map(([, title]) => String(title)),
    );
    const tested = rows.filter((name) => titles.flat().includes(name));
    assert.ok(tested.length > 38, `without a test: ${rows.filter((row) => !tested.includes(row)).join(", ")}`);
    const ofFaults = files.flatMap((file) =>
      file.endsWith("-faults.test.ts") ? [...read(file).matchAll(/(?:it\(|name: |\[)["`]([\w -]+): /g)] : [],
    );
    assert.deepEqual(
      ofFaults.map(([, name]) => String(name)).filter((name) => !rows.includes(name)),
      [],
    );
  });
});
