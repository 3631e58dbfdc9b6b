import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { benchbookVersion, projectFile } from "../../project.js";

const code = fileURLToPath(new URL("../..", import.meta.url));

let known: string | null = null;

/**
 * Names this very Benchbook: its version, a hash of its compiled code and of its locked packages, and Node's major version.
 * Two that differ in a comma of a report's wording have different names. Read once a process, in about 20 ms.
 */
export function buildId(): string {
  known ??= `${benchbookVersion()} ${hashOfCode()} node ${process.versions.node.split(".")[0]}`;
  return known;
}

function hashOfCode(): string {
  const packages = ["package-lock.json", "package.json"].map(projectFile).find(existsSync); // a package has no lock file
  const hash = createHash("sha256").update(packages === undefined ? "" : readFileSync(packages));
  const files = readdirSync(code, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => file.endsWith(".js") && !file.endsWith(".test.js"));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(path.join(code, file)));
  return hash.digest("hex").slice(0, 16);
}
