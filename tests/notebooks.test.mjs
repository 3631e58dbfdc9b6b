import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { checkCells, exerciseFaults } from "../scripts/notebook/exercises.mjs";
import { cleanNotebook, keptNotebook } from "../scripts/notebook/layout.mjs";
import { parseCommandLine, parseSettings } from "../scripts/notebook/settings.mjs";
import { complaints, smallSettings } from "../scripts/notebook/small.mjs";
import { root, venvPython } from "../scripts/setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "benchbook-notebooks-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A notebook as Jupyter itself writes it, with or without what a run leaves behind. */
const WRITE = `
import sys, nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
path, has_run = sys.argv[1], sys.argv[2] == "run"
code = new_code_cell("const a = 1;\\n\\na // é µ \\"quoted\\"", id="b", metadata={"tags": ["parameters"]})
kept = new_code_cell("b", id="c", metadata={"tags": ["keep_output"]}, execution_count=7)
kept.outputs = [new_output("stream", name="stdout", text="kept\\nlines\\n")]
book = new_notebook(cells=[new_markdown_cell("# Why?\\n\\nBecause.\\n", id="a"), code, kept, new_code_cell("", id="d")])
book.metadata = {
    "kernelspec": {"display_name": "TypeScript", "language": "typescript", "name": "tslab"},
    "language_info": {
        "codemirror_mode": {"mode": "typescript", "name": "javascript", "typescript": True},
        "file_extension": ".ts", "mimetype": "text/typescript", "name": "typescript", "version": "3.7.2",
    },
}
if has_run:
    code.execution_count = 3
    code.outputs = [new_output("display_data", data={"text/plain": "x"}), new_output("stream", name="stderr", text="y")]
    code.metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    book.metadata["toc"] = {"open": True}
    book.metadata["kernelspec"]["name"] = "other"
nbformat.write(book, path)
`;

/** @param {"fresh" | "run"} state */
function written(state) {
  const path = join(folder, `${state}.ipynb`);
  const { status, stderr } = spawnSync(venvPython, ["-c", WRITE, path, state], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return readFileSync(path, "utf8");
}

test("a cleaned notebook is byte for byte what Jupyter writes for one that never ran", () => {
  const fresh = written("fresh");
  assert.equal(cleanNotebook(fresh), fresh);
  assert.equal(cleanNotebook(written("run")), fresh);
});

test("the notebooks to learn from hold no outputs: npm run clean removes them", () => {
  const names = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
  for (const name of names) {
    const text = readFileSync(join(root, "notebooks", name), "utf8");
    assert.ok(cleanNotebook(text) === text, `notebooks/${name} is not clean: run npm run clean`);
  }
});

test("settings are JSON where they can be, else text", () => {
  const words = ["repetitions=3", "model=tiny", "quick=true", "note=a=b", "none=null", "empty="];
  const expected = { repetitions: 3, model: "tiny", quick: true, note: "a=b", none: null, empty: "" };
  assert.deepEqual(parseSettings(words), expected);
  assert.throws(() => parseSettings(["repetitions"]), /expected name=value, got repetitions/);
});

test("notebooks and their settings are told apart", () => {
  const { notebooks, settings } = parseCommandLine(["notebooks/a.ipynb", "seed=7"]);
  assert.deepEqual([notebooks, settings], [["notebooks/a.ipynb"], { seed: 7 }]);
});

test("what a cell writes to standard error is a complaint, what it prints is none", () => {
  const stream = (name, text) => ({ output_type: "stream", name, text });
  const cells = [
    { outputs: [stream("stdout", "fine")] },
    {},
    { outputs: [stream("stderr", ["a\n", "b\n"]), { output_type: "display_data" }, stream("stderr", "c\n")] },
  ];
  assert.deepEqual(complaints({ cells }), ["cell 2 wrote to standard error: a\nb\nc"]);
});

test("the short settings are of notebooks that there are, and each is one of their own", () => {
  for (const [name, settings] of Object.entries(smallSettings)) {
    const { cells } = JSON.parse(readFileSync(join(root, "notebooks", name), "utf8"));
    const tagged = cells.filter(({ metadata }) => metadata.tags?.includes("parameters"));
    const parameters = tagged.map(({ source }) => [source].flat().join("")).join("");
    for (const key of Object.keys(settings)) assert.match(parameters, new RegExp(`\\b${key}: `), `${name}: ${key}`);
  }
});

/** @param {string} folder @param {string} name @returns {{ cells: { id?: string, cell_type: string, source: string[], metadata: any, outputs?: any[] }[] }} */
const opened = (folder, name) => JSON.parse(readFileSync(join(root, folder, name), "utf8"));
const booksIn = (folder) => readdirSync(join(root, folder)).filter((name) => name.endsWith(".ipynb"));

test("every notebook asks a question, sets three goals, keeps its cells short and ends with takeaways", () => {
  for (const name of booksIn("notebooks")) {
    const { cells } = opened("notebooks", name);
    const [title, ...texts] = cells
      .filter((cell) => cell.cell_type === "markdown")
      .map(({ source }) => [source].flat().join(""));
    assert.match(title, /^# .*\?\n/, name);
    assert.equal(title.match(/^- /gm)?.length, 3, `${name}: goals`);
    assert.match(texts.at(-1), /^## Takeaways$/m, name);
    const long = cells.filter(
      (cell) => cell.cell_type === "code" && cell.source.length > 14 && !cell.id?.endsWith("-check"),
    );
    assert.deepEqual(
      long.map(({ source }) => [source].flat().join("")),
      [],
      `${name}: cells of more than 14 lines`,
    );
  }
});

test("every notebook but the last leads to another one", () => {
  for (const name of booksIn("notebooks")) {
    const text = opened("notebooks", name).cells.at(-1).source.join("");
    const next = [...text.matchAll(/\]\((\d\d-[a-z-]+\.ipynb)\)/g)].map((match) => match[1]);
    assert.ok(next.length > 0, `${name} names no next notebook`);
    assert.deepEqual(
      next.filter((other) => !booksIn("notebooks").includes(other)),
      [],
      name,
    );
  }
});

test('who follows "Next" meets every notebook, in order', () => {
  const names = readdirSync(join(root, "notebooks"))
    .filter((name) => name.endsWith(".ipynb"))
    .sort();
  const nextOf = (name) => {
    const { cells } = JSON.parse(readFileSync(join(root, "notebooks", name), "utf8"));
    const text = [cells.at(-1).source].flat().join("");
    return /\bNext: [^[]*\[[^\]]+\]\(([^)]+)\)/.exec(text)?.[1] ?? null;
  };
  assert.deepEqual(names.slice(0, -1).map(nextOf), names.slice(1));
});

test("no line of a code cell is longer than 110 columns", () => {
  const long = ["notebooks", "notebooks/solutions"].flatMap((folder) =>
    booksIn(folder).flatMap((name) =>
      opened(folder, name)
        .cells.filter((cell) => cell.cell_type === "code")
        .flatMap(({ source }) => [source].flat().join("").split("\n"))
        .filter((line) => line.length > 110)
        .map((line) => `${folder}/${name}: ${line}`),
    ),
  );
  assert.deepEqual(long, []);
});

test("every exercise that is checked has a solution with the same check, whose kept outputs say that it is done", () => {
  const sourcesOf = (book) => checkCells(book).map(({ source }) => [source].flat().join(""));
  const checked = booksIn("notebooks").filter((name) => checkCells(opened("notebooks", name)).length > 0);
  assert.deepEqual(booksIn("notebooks/solutions"), checked);
  assert.ok(checked.length >= 12, "all notebooks but the one that sets up");
  for (const name of checked) {
    const solution = opened("notebooks/solutions", name);
    assert.deepEqual(sourcesOf(solution), sourcesOf(opened("notebooks", name)), `solutions/${name} has other checks`);
    assert.deepEqual(exerciseFaults(solution, "done"), [], `solutions/${name}: npm run notebooks -- --update`);
    assert.deepEqual(complaints(solution), []);
  }
});

test("an exercise that is done too early, not done, or says nothing is a fault", () => {
  const cell = (text) => ({ cell_type: "code", source: "", metadata: { tags: ["check"] }, outputs: outputsOf(text) });
  const outputsOf = (text) => (text === null ? [] : [{ output_type: "display_data", data: { "text/plain": text } }]);
  const book = { cells: [cell("Exercise 1: done\n  ✓ a"), cell(["Exercise 2: not yet\n", "  ✗ b"]), cell(null)] };
  assert.deepEqual(exerciseFaults(book, "done"), [
    'check 2 was expected to say "done" and said: Exercise 2: not yet\n  ✗ b',
    'check 3 was expected to say "done" and said: nothing',
  ]);
  assert.equal(exerciseFaults(book, "not yet").length, 2);
});

test("a solution is kept with its outputs and without what the moment left", () => {
  const kept = JSON.parse(keptNotebook(written("run")));
  const code = kept.cells.find((cell) => cell.id === "b");
  assert.equal(code.outputs.length, 2);
  assert.deepEqual(code.metadata, { tags: ["parameters"] });
  assert.equal(kept.metadata.kernelspec.name, "tslab");
});
