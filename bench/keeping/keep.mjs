// Where a bench's last result is kept: bench/results/NAME.md, with when and on what it was measured. Only when it is asked to, with
// `--keep`, so that a quick look does not overwrite a run on a quiet machine.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";

/** The option of every bench that keeps its result. */
export const keepOption = /** @type {const} */ ({ keep: { type: "boolean", default: false } });

const beganWith = loadavg()[0] ?? 0;

/**
 * Prints a result and keeps it where `keep` is set.
 * @param {{ name: string, title: string, text: string, keep: unknown }} result
 */
export function tell({ name, title, text, keep }) {
  console.log(text);
  if (!keep) return;
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, node ${process.versions.node}`;
  const when = `Measured at ${new Date().toISOString()} on ${machine}; load average ${beganWith.toFixed(2)} before it.`;
  const folder = join(import.meta.dirname, "..", "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), `# ${title}\n\n${when}\n\n${text.trim()}\n`);
}
