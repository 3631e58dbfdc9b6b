// npm run bench NAME [-- option…]: runs bench/NAME.mjs with these options. Without a name it lists the benches; exit code 2.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup/paths.mjs";

const [name, ...options] = process.argv.slice(2);
const path = join(root, "bench", `${name}.mjs`);
if (name === undefined || !existsSync(path)) {
  const own = readdirSync(join(root, "bench")).filter((file) => file.endsWith(".mjs"));
  const names = [...own.map((file) => file.slice(0, -".mjs".length)), "simulation/run"];
  console.error(`expected the name of a bench, one of ${names.join(", ")}; got ${name ?? "none"}`);
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [path, ...options], { stdio: "inherit" });
process.exit(status ?? 1);
