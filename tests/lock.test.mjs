import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { test } from "node:test";
import { listFiles } from "../scripts/setup/build.mjs";
import { root } from "../scripts/setup/paths.mjs";
import { readIfThere } from "../scripts/setup/stamp.mjs";

/** @type {Record<string, any>} */
const packages = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;

/** The native parts that no other package can stand in for, on the systems that the README names. */
const BINARIES = {
  "Linux x64": ["@duckdb/node-bindings-linux-x64", "@node-llama-cpp/linux-x64"],
  "Linux arm64": ["@duckdb/node-bindings-linux-arm64", "@node-llama-cpp/linux-arm64"],
  "macOS x64": ["@duckdb/node-bindings-darwin-x64", "@node-llama-cpp/mac-x64"],
  "macOS arm64": ["@duckdb/node-bindings-darwin-arm64", "@node-llama-cpp/mac-arm64-metal"],
  "Windows x64": ["@duckdb/node-bindings-win32-x64", "@node-llama-cpp/win-x64"],
};

for (const [system, names] of Object.entries(BINARIES)) {
  test(`the lock file has the native parts for ${system}`, () => {
    for (const name of names) {
      const entry = packages[`node_modules/${name}`];
      assert.ok(entry, `${name} is not locked: pin a version whose binaries are published for every system`);
      assert.notEqual(entry.name, "empty-npm-package", name);
      assert.match(entry.integrity, /^sha512-/, name);
    }
  });
}

test("every optional dependency is locked, else npm ci refuses on any system", () => {
  const missing = Object.entries(packages).flatMap(([place, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isLocked(place, name)),
  );
  assert.deepEqual(missing, []);
});

/**
 * Node's own search: in the package's node_modules, then in those above it.
 *
 * @param {string} place
 * @param {string} name
 */
function isLocked(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${at}${at ? "/" : ""}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

test("packages come from the registry alone: no address, no git, no tarball of someone's site", () => {
  for (const [place, entry] of Object.entries(packages)) {
    if (place === "") continue;
    assert.equal(
      entry.resolved,
      undefined,
      `${place} bears an address: npm install writes none with the .npmrc of the project`,
    );
    assert.match(entry.version, /^\d+\.\d+\.\d+/, place);
    assert.ok(entry.integrity || entry.inBundle, `${place} has no hash`);
  }
});

test("package.json asks for versions, not for addresses", () => {
  const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const wanted = Object.values({ ...dependencies, ...devDependencies, ...overrides }).flatMap((value) =>
    typeof value === "string" ? [value] : Object.values(value),
  );
  for (const version of wanted) assert.match(version, /^(npm:@?[\w/-]+@)?[\^~]?\d+(\.\d+)*[\w.-]*$/);
});

test("the Python packages are pinned, each to one version", () => {
  for (const file of ["requirements.txt", "requirements-lab.txt"]) {
    const lines = readFileSync(join(root, "scripts", "python", file), "utf8").split("\n");
    const pins = lines.filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("-r "));
    assert.ok(pins.length > 20, file);
    for (const pin of pins) assert.match(pin, /^[a-z0-9-]+==[\w.]+( ; .+)?$/, file);
  }
});

test("no file of the project names a registry's host", () => {
  // Put together here, so that this file does not name them itself.
  const hosts = ["registry.npmjs", "registry.yarnpkg", "npmmirror", "pypi", "pythonhosted", "proxy.golang"];
  const named = new RegExp(hosts.map((host) => `${host.replace(".", "\\.")}\\.(org|com)`).join("|"));
  const made = new Set([".git", ".venv", ".engines", "weights", "outputs", "build"]); // not part of the tree
  const binary = new Set([".png", ".parquet", ".onnx", ".gguf"]);
  const files = listFiles(root).filter((path) => !made.has(path.split(sep)[0]) && !binary.has(extname(path)));
  const offenders = files.filter((path) => named.test(readIfThere(join(root, path)) ?? ""));
  assert.ok(files.includes("package-lock.json"));
  assert.deepEqual(offenders, []);
});
