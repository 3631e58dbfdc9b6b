import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

// The architecture in one test: a file imports its own folder and folders below it.

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The folders of lib/ from the lowest to the highest. */
const layers = [
  "types",
  "text",
  "arguments",
  "statistics",
  "database",
  "models",
  "workload",
  "targets",
  "metrics",
  "findings",
  "comparison",
  "store",
  "notebook",
  "report",
  "run",
  "scoring",
  "recipes",
  "api",
  "cli",
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = readdirSync(path.join(root, "lib"), { recursive: true, encoding: "utf8" })
  .map((file) => file.split(path.sep).join("/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("dist/") && !/\.test\.ts$|\.d\.ts$/.test(file));

const textOf = (file: string) => readFileSync(path.join(root, "lib", file), "utf8");

const imports: Import[] = sources.flatMap((from) =>
  [...textOf(from).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => ({
    from,
    to: path.posix.join(path.posix.dirname(from), String(match[1])).replace(/\.js$/, ".ts"),
  })),
);

const folderOf = (file: string) => (file.includes("/") ? String(file.split("/")[0]) : null);

/** Why an import is not allowed; null when it is. */
function offense({ from, to }: Import): string | null {
  if (to.startsWith("../")) return `${from} imports ${to}, which is not in lib`;
  const [folder, other] = [folderOf(from), folderOf(to)];
  if (folder === null || to === "project.ts") return null;
  if (other === null) return folder === "cli" ? null : `${from} imports ${to}: only cli/ and tests use the public API`;
  return layers.indexOf(other) > layers.indexOf(folder) ? `${from} imports ${to}, which is above it` : null;
}

describe("the layers", () => {
  it("a file imports its own folder and folders below it", () => {
    assert.ok(imports.length > 100, `${imports.length} imports were found`);
    assert.deepEqual(
      imports.map(offense).filter((found) => found !== null),
      [],
    );
  });

  it("an import of a folder above, of the public API or of a test is noticed", () => {
    assert.match(offense({ from: "metrics/a.ts", to: "store/b.ts" }) ?? "", /is above it/);
    assert.match(offense({ from: "run/a.ts", to: "index.ts" }) ?? "", /only cli/);
    assert.match(offense({ from: "run/a.ts", to: "../tests/support/b.ts" }) ?? "", /not in lib/);
    assert.equal(offense({ from: "report/a.ts", to: "statistics/b.ts" }), null);
  });

  it("every folder of lib has its place, and the top holds two files", () => {
    assert.deepEqual([...new Set(sources.map(folderOf).filter((folder) => folder !== null))].sort(), layers.toSorted());
    assert.deepEqual(sources.filter((file) => folderOf(file) === null).sort(), ["index.ts", "project.ts"]);
  });

  it("docs/architecture.md prints this order", () => {
    const page = readFileSync(path.join(root, "docs", "architecture.md"), "utf8");
    const printed = [...page.matchAll(/^([a-z]+)\/ /gm)].map((match) => match[1]);
    assert.deepEqual(printed, layers);
  });

  it("no drawer holds things without a name", () => {
    assert.deepEqual(
      sources.filter((file) => /(^|\/)(utils?|helpers?|common|core|misc)(\.ts|\/)/.test(file)),
      [],
    );
  });

  it("no file is longer than 220 lines", () => {
    assert.deepEqual(
      sources.filter((file) => textOf(file).split("\n").length > 220),
      [],
    );
  });
});
