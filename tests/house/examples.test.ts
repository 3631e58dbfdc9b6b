import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import * as bb from "../../lib/index.js";
import { publicFunctions } from "../support/public-functions.js";

// The examples in the doc comments of lib: every `expression; // => value` is computed and compared, and all of them together are
// type-checked as cells of a notebook are, with the public API as `bb` and the names of their own file in scope.

const lib = fileURLToPath(new URL("../../../lib/", import.meta.url));

/** One line of an example. `value` is null where it only shows how to call. */
interface Example {
  readonly file: string;
  readonly name: string;
  readonly line: string;
  readonly code: string;
  readonly value: string | null;
}

/** What examples that need a run speak of, as a notebook has it by then. */
const given = `
declare const run: Run, earlier: Run, trials: readonly Trial[], trial: Trial, samples: readonly Sample[];
declare const scores: readonly Score[], target: Target, other: Target, cases: CaseSet, figure: Figure;
declare const table: Awaited<ReturnType<typeof bb.explore>>, imported: Imported, page: string, row: string;
`;
const givenTypes = "Run, Trial, Sample, Score, Target, CaseSet, Figure, Imported";

const sources = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(path.sep).join("/"))
  .filter((file) => file.endsWith(".ts") && !/^dist\/|\.test\.ts$|\.d\.ts$|(^|\/)made-/.test(file));

/** The exported functions and constants of a file, each with the tags of its comment. */
function exportedIn(file: string): readonly { readonly name: string; readonly tags: readonly ts.JSDocTag[] }[] {
  const parsed = ts.createSourceFile(file, readFileSync(path.join(lib, file), "utf8"), ts.ScriptTarget.ES2022, true);
  return parsed.statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const tags = ts.getJSDocTags(statement);
    if (ts.isFunctionDeclaration(statement) && statement.name) return [{ name: statement.name.text, tags }];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map((one) => ({ name: one.name.getText(), tags }));
  });
}

function examplesOf(file: string, name: string, tags: readonly ts.JSDocTag[]): Example[] {
  const texts = tags
    .filter((tag) => tag.tagName.text === "example")
    .map((tag) => ts.getTextOfJSDocComment(tag.comment));
  return texts.flatMap((text) =>
    (text ?? "").split("\n").flatMap((whole) => {
      const line = whole.trim();
      if (line === "") return [];
      const [, code = line, value = null] = /^(.*); \/\/ => (.*)$/.exec(line) ?? [];
      return [{ file, name, line, code, value }];
    }),
  );
}

const exported = sources.flatMap((file) => exportedIn(file).map((one) => ({ file, ...one })));
const examples = exported.flatMap(({ file, name, tags }) => examplesOf(file, name, tags));

/** The names that a file exports. */
const ownNames = (file: string) => [...new Set(exported.filter((one) => one.file === file).map(({ name }) => name))];

describe("the examples in doc comments", () => {
  let files: readonly string[] = [];
  before(() => {
    files = [...new Set(examples.map(({ file }) => file))];
  });

  it("stand with every public function", () => {
    const shown = new Set(examples.map(({ name }) => name));
    const without = publicFunctions().filter(({ value }) => !shown.has(value.name));
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
    );
  });

  it("come to what they say", async () => {
    const wrong: string[] = [];
    for (const file of files) {
      const own = (await import(pathToFileURL(path.join(lib, "dist", file.replace(/ts$/, "js"))).href)) as object;
      const scope = { ...own, bb };
      for (const { name, line, code, value } of examples.filter((one) => one.file === file)) {
        if (value === null) continue;
        try {
          const compute = (text: string) =>
            new Function(...Object.keys(scope), `return (async () => (${text}))();`)(...Object.values(scope));
          assert.deepStrictEqual(await compute(code), await compute(value));
        } catch (error) {
          wrong.push(`${file}, ${name}: ${line}\n${error instanceof Error ? error.message : error}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(examples.length > 200, `${examples.length} examples were found`);
  });

  it("are right in their types", () => {
    const pages = new Map(files.map((file) => [path.join(lib, `${file.replace(/\.ts$/, "")}.examples.ts`), file]));
    const wrong = typeFaults(new Map([...pages].map(([page, file]) => [page, pageOf(page, file)])));
    assert.deepEqual(wrong, []);
  });
});

/** The examples of a file as a module: each a function of its own, with `bb` and the names of the file in scope. */
function pageOf(page: string, file: string): string {
  const relative = (to: string) => {
    const found = path.relative(path.dirname(page), path.join(lib, to.replace(/ts$/, "js")));
    return found.startsWith(".") ? found : `./${found}`;
  };
  const own = ownNames(file);
  const lines = examples.filter((one) => one.file === file).map(({ code }) => code.replace(/;$/, ""));
  return [
    `import * as bb from "${relative("index.ts")}";`,
    `import type { ${givenTypes} } from "${relative("index.ts")}";`,
    ...(own.length === 0 ? [] : [`import { ${own.join(", ")} } from "${relative(file)}";`]),
    given,
    ...lines.map((code, at) => `export async function example${at}() {\n${code};\n}`),
  ].join("\n");
}

/** Compiles pages that are not on the disk, together with all that they import. A cell knows that a list may be indexed. */
function typeFaults(pages: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(path.join(lib, "..", "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.join(lib, ".."));
  const loose = { ...options, noEmit: true, noUnusedLocals: false, noUncheckedIndexedAccess: false };
  const host = ts.createCompilerHost(loose, true);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => pages.has(file) || fileExists(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = pages.get(file);
    return text === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...pages.keys()], loose, host);
  return [...pages.keys()].flatMap((page) => {
    const source = program.getSourceFile(page);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start = 0 }) => {
      const line = source?.text.slice(0, start).split("\n").length ?? 1;
      const says = ts.flattenDiagnosticMessageText(messageText, " ");
      return `${path.relative(lib, page)}: ${source?.text.split("\n")[line - 1]?.slice(0, 160)}: ${says}`;
    });
  });
}
