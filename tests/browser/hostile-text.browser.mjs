import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as bb from "../../lib/dist/index.js";
import { launchChromium } from "../../scripts/browser/chromium.mjs";
import { payloads } from "./hostile/payloads.mjs";
import { drawAndHover, hoverReport, isAsWritten } from "./hostile/plotly-page.mjs";
import { markdownPages, rawPage } from "./hostile/raw-pages.mjs";
import { watchedPage } from "./hostile/watched-page.mjs";

// Every payload is a model's name and answer in one run, a case's id and prompt in another, and must be no more than text on
// every page that is made of them. The pages are read without their policy too, which would hide what is not escaped.

const texts = payloads.map(({ text }) => text);
/** A figure draws 24 targets at most, and each payload is to be drawn: so many are the targets of a run. */
const MOST_TARGETS = 24;
const PARTS = Array.from({ length: Math.ceil(texts.length / MOST_TARGETS) }, (_, i) => ({
  which: i === 0 ? "names" : `names, part ${i + 1}`,
  names: texts.slice(i * MOST_TARGETS, (i + 1) * MOST_TARGETS),
}));
const NOTHING = { handlers: [], links: [], characters: [], ran: [], requests: [], complaints: [] };
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;

const plotlyPage = `<!doctype html><meta charset="utf-8"><body><div id="figure"></div><script src="plotly.js"></script></body>`;

/** An engine with this name, which says this. */
const saying = (text) =>
  bb.simulatedTarget({ name: text, answer: text, timeToFirstTokenMs: 1, gapMs: 0, tokens: text.split(/\s+/).length });

/** Ids may hold no control characters; prompts may. */
const caseSet = (prompts) =>
  bb.caseSet({
    name: texts[0],
    version: "<b>1</b>",
    cases: prompts.map((prompt, i) => ({
      id: `${prompt}`.replace(/\p{Cc}/gu, "") + (i === 0 ? "" : ` ${i}`),
      prompt,
      expected: prompt,
    })),
  });

let folder;
let browser;
let watched;
const runs = new Map();
let rows;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "benchbook-hostile-"));
  copyFileSync(createRequire(import.meta.url).resolve("plotly.js-dist-min"), join(folder, "plotly.js"));
  const cases = caseSet(["What is your name?"]);
  for (const { which, names } of PARTS) runs.set(which, await runOf(which, { targets: names.map(saying), cases }));
  runs.set("cases", await runOf("cases", { targets: [saying(texts[0])], cases: caseSet(texts) }));
  rows = await rowsOf([...runs.values()]);
  browser = await launchChromium();
  watched = await watchedPage(browser, folder);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function runOf(name, plan) {
  const run = await bb.runBenchmark({
    ...plan,
    name: `${name} </title><script>window.__pwned=1</script>`,
    warmups: 0,
    telemetry: name === "names" ? { intervalMs: 10 } : false, // one memory figure and one of quality are enough
    directory: folder,
    onProgress: null,
  });
  assert.equal(run.manifest.state, "finished", String(run.manifest.stateReason));
  if (name === "cases") await bb.scoreRun(run, [bb.scores.exactMatchScorer()]);
  await bb.writeReport(run);
  return bb.openRun(run.directory);
}

/** Every trial with its answer and its prompt, as a notebook would put them into a table. */
async function rowsOf(all) {
  const perRun = all.map(async (run) => {
    const prompts = new Map(run.manifest.cases.map(({ id, prompt }) => [id, prompt]));
    return (await run.trials()).map(({ target, caseId, outcome }) => ({
      model: target,
      case: caseId,
      prompt: prompts.get(caseId),
      answer: outcome.text,
    }));
  });
  return (await Promise.all(perRun)).flat();
}

/** @type {(page: import("playwright-core").Page) => Promise<unknown>} */
const nothingMore = async () => undefined;

/** Write a page into the folder, open it, and tell what was noticed. */
async function look(name, html, { more = nothingMore } = {}) {
  writeFileSync(join(folder, name), html);
  return lookAt(join(folder, name), { more });
}

async function lookAt(path, { more = nothingMore } = {}) {
  await watched.clear();
  await watched.page.goto(pathToFileURL(path).href);
  await more(watched.page);
  return watched.notice();
}

test("60 and more payloads went through real runs as names, answers, ids and prompts", () => {
  assert.ok(texts.length >= 60, `${texts.length} payloads`);
  const plain = (text) => text.toWellFormed().replace(/\s+/g, " ").trim();
  for (const column of ["model", "prompt", "answer"])
    assert.deepEqual(new Set(rows.map((row) => plain(row[column]))).size >= texts.length, true, column);
});

for (const which of [...PARTS.map((part) => part.which), "cases"]) {
  const run = () => runs.get(which);

  test(`the report of the run with hostile ${which}, its policy taken out, only shows them, under the mouse too`, async () => {
    const html = readFileSync(join(run().directory, "report.html"), "utf8");
    const labels = [];
    const more = async (page) => labels.push(...(await page.evaluate(hoverReport)));
    assert.deepEqual(await look(`${which}.html`, html.replace(POLICY, ""), { more }), NOTHING);
    const { cases, targets } = run().manifest;
    for (const text of [...cases.map(({ id }) => id), ...targets.map(({ name }) => name)])
      assert.ok(
        labels.some((label) => isAsWritten(label, text)),
        `${text} was not said under the mouse`,
      );
  });

  test(`the Markdown report of the run with hostile ${which} only shows them where HTML goes through`, async () => {
    const markdown = readFileSync(join(run().directory, "report.md"), "utf8");
    const [html] = markdownPages([markdown]);
    const inFolder = html.replaceAll('src="figures/', `src="${relative(folder, run().directory)}/figures/`);
    assert.deepEqual(await look(`${which}-md.html`, inFolder), NOTHING);
  });

  test(`the pictures of the run with hostile ${which} only show them as documents of their own`, async () => {
    const names = readdirSync(join(run().directory, "figures")).filter((name) => name.endsWith(".svg"));
    assert.ok(names.length >= 4, names.join(", "));
    for (const name of names) assert.deepEqual(await lookAt(join(run().directory, "figures", name)), NOTHING, name);
  });
}

test("the policy of a report allows its own scripts by hash, pictures it holds, and no network at all", async () => {
  const html = readFileSync(join(runs.get("names").directory, "report.html"), "utf8");
  const directives = new Map(
    POLICY.exec(html)[1]
      .split("; ")
      .map((part) => [part.split(" ")[0], part.split(" ").slice(1)]),
  );
  const scripts = directives.get("script-src");
  assert.ok(scripts.length > 0 && scripts.every((source) => /^'sha256-[\w+/]{43}='$/.test(source)), scripts.join(" "));
  directives.delete("script-src");
  assert.deepEqual(Object.fromEntries(directives), {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
  });
  const planted = '<script>window.__pwned=1</script><img src="http://pwned.invalid/a.png" onerror="window.__pwned=1">';
  const held = html.replace('<main id="content">', `<main id="content">${planted}`);
  const { ran, requests, complaints } = await look("planted.html", held);
  assert.deepEqual([ran, requests], [[], []], "what were not escaped would be held back");
  assert.ok(complaints.length >= 3 && complaints.every((text) => text.includes("Content Security Policy")));
});

test("tables show every payload as it was written, as HTML and as Markdown, in cells, headings and caption", async () => {
  const heads = Object.fromEntries(texts.map((text, i) => [text, i]));
  const caption = texts.join(" ");
  const html = `${bb.tables.html(rows, { limit: 1000, caption })}${bb.tables.html([heads])}`;
  const [markdown] = markdownPages([
    `${bb.tables.markdown(rows, { limit: 1000, caption })}\n\n${bb.tables.markdown([heads])}`,
  ]);
  for (const [name, page] of [
    ["table.html", `<!doctype html><meta charset="utf-8"><body>${html}</body>`],
    ["table-md.html", markdown],
  ]) {
    const shown = [];
    const more = async (page) => shown.push(...(await page.locator("td").allTextContents()));
    assert.deepEqual(await look(name, page, { more }), NOTHING, name);
    for (const row of rows)
      for (const text of Object.values(row))
        assert.ok(
          shown.some((cell) => isAsWritten(cell, text)),
          `${name}: ${text}`,
        );
  }
});

test("a table on a terminal holds no control character", (t) => {
  const log = t.mock.method(console, "log", () => {});
  bb.showTable(rows, { limit: 1000 });
  const printed = log.mock.calls.map((call) => call.arguments.join(" ")).join("\n");
  log.mock.restore();
  assert.ok(printed.includes("evil"));
  assert.doesNotMatch(printed, /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
});

test("figures show every payload as it was written: titles, labels and what is said under the mouse", async () => {
  const named = PARTS.map(({ which }) => runs.get(which));
  const trials = (await Promise.all(named.map((run) => run.trials()))).flat();
  const samples = await named[0].samples();
  const more = async (page) => {
    for (const text of texts) {
      const own = trials.filter(({ target }) => target.toWellFormed() === text.toWellFormed());
      const figure = bb.figures.latency(own, { title: text, notes: [text] });
      const { title, labels } = await page.evaluate(drawAndHover, figure);
      assert.ok(isAsWritten(title, text), `${JSON.stringify(text)} became ${JSON.stringify(title)}`);
      assert.ok(
        labels.some((label) => isAsWritten(label, text)),
        `${JSON.stringify(text)} under the mouse: ${labels}`,
      );
    }
    for (const figure of [bb.figures.bars(trials), bb.figures.memory(trials, { samples: samples })])
      await page.evaluate(drawAndHover, figure);
  };
  assert.deepEqual(await look("figures.html", plotlyPage, { more }), NOTHING);
  const svg = await bb.figures.renderSvg(
    bb.figures.latency(trials.slice(0, 20), { title: texts.join(" "), width: 1000 }),
  );
  assert.deepEqual(await look("figure.html", `<!doctype html><meta charset="utf-8"><body>${svg}</body>`), NOTHING);
});

test("each payload is noticed on a page that does not escape it", async () => {
  for (const payload of payloads.filter(({ place }) => place !== "nothing")) {
    const noticed =
      payload.place === "plotly" ? await rawFigure(payload.text) : await lookUntilNoticed(rawPage(payload));
    const { complaints, ...what } = noticed;
    assert.ok(Object.values(what).flat().length > 0, `${payload.place}: ${payload.text}: ${complaints}`);
  }
});

/** What happens may take a moment: a picture that is not there, an animation that begins. */
async function lookUntilNoticed(html) {
  let noticed = await look("raw.html", html);
  for (let turn = 0; turn < 40 && Object.values({ ...noticed, complaints: [] }).flat().length === 0; turn++)
    noticed = await watched.notice();
  return noticed;
}

/** A figure whose title is not escaped: a link, or words that lost their marks. */
async function rawFigure(text) {
  const data = [{ type: "scatter", x: [1, 2], y: [1, 2], text: ["a", "b"], hoverinfo: "text" }];
  const changed = [];
  const more = async (page) => {
    const { title } = await page.evaluate(drawAndHover, { data, layout: { title: { text }, width: 700, height: 300 } });
    if (!isAsWritten(title, text)) changed.push(title);
  };
  return { ...(await look("raw-figure.html", plotlyPage, { more })), changed };
}
