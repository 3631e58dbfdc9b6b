import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

// Who installs Benchbook gets its dependencies, and not those of its development.

const root = fileURLToPath(new URL("../../../", import.meta.url));

const shipped = readdirSync(path.join(root, "lib"), { recursive: true, encoding: "utf8" })
  .map((file) => file.split(path.sep).join("/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("dist/") && !/\.test\.ts$|\.d\.ts$/.test(file));

/** The package of each bare import in a text: `a` of `a/b`, `@a/b` of `@a/b/c`, `node:fs` as it is. */
function packagesIn(text: string): string[] {
  const imports = text.matchAll(
    /^(?:import|export)\b[^"';]*?from\s*"([^"]+)"|^import\s*"([^"]+)"|\b(?:import|require|require\.resolve)\(\s*"([^"]+)"/gm,
  );
  return [...imports]
    .map(([, ...names]) => names.find((name) => name !== undefined) ?? "")
    .filter((name) => !name.startsWith("."))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const optional = Object.keys(manifest.peerDependencies);

describe("the packages that Benchbook ships with", () => {
  it("are all that a shipped file imports, besides Node's own modules", () => {
    const known = new Set([...Object.keys(manifest.dependencies), ...optional]);
    const imports = shipped.flatMap((file) =>
      packagesIn(readFileSync(path.join(root, "lib", file), "utf8")).map((name) => ({ file, name })),
    );
    assert.ok(imports.length > 100, `${imports.length} imports were found`);
    const foreign = imports.filter(({ name }) => !known.has(name) && !name.startsWith("node:"));
    assert.deepEqual(foreign, []);
  });

  it("are optional where npm cannot install them without overrides, and are then loaded by one function that says so", () => {
    for (const name of optional) {
      assert.equal(manifest.peerDependenciesMeta[name]?.optional, true, name);
      assert.equal(manifest.devDependencies[name], manifest.peerDependencies[name], name);
    }
    const careless = shipped.filter((file) =>
      readFileSync(path.join(root, "lib", file), "utf8")
        .split("\n")
        .filter((line) => optional.some((name) => line.includes(`"${name}"`)))
        .some((line) => /(^import (?!type))|(?<!\(\) => |typeof )import\(/.test(line)),
    );
    assert.deepEqual(careless, []);
  });

  it("are found however they are imported", () => {
    const text = [
      'import { a } from "one";\nimport type {\n  b,\n} from "@two/three/four";\nimport "five";',
      'export { c } from "six/seven";\nconst d = await import("eight");\nrequire.resolve("nine/package.json");',
      'import { e } from "./ten.js";\nimport { f } from "node:fs/promises";',
    ].join("\n");
    assert.deepEqual(packagesIn(text), ["one", "@two/three", "five", "six", "eight", "nine", "node:fs"]);
  });
});
