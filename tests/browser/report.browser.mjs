import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { openRun, verifyRun, writeReport } from "../../lib/dist/index.js";
import { launchChromium } from "../../scripts/browser/chromium.mjs";
import { root } from "../../scripts/setup/paths.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let folder;
let browser;
let page;
const complaints = [];
const requests = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "benchbook-report-"));
  cpSync(join(root, "data", "recorded", "q8-against-q4"), folder, { recursive: true });
  await writeReport(await openRun(folder));
  browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, offline: true });
  page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await page.waitForFunction(
    () => document.querySelectorAll("figure.live").length === document.querySelectorAll("figure").length,
  );
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("every figure is drawn, interactive, with a picture of it for print", async () => {
  const drawn = await page.evaluate(() =>
    [...document.querySelectorAll("figure")].map((figure) => ({
      name: figure.querySelector("figcaption").textContent,
      marks: figure.querySelectorAll(".main-svg .trace, .main-svg .layer-above path, .main-svg .point").length,
      picture: figure.querySelector("img").naturalWidth,
    })),
  );
  assert.equal(drawn.length, 6);
  for (const { name, marks, picture } of drawn) {
    assert.ok(marks > 0, `${name} holds nothing`);
    assert.ok(picture > 100, `${name} has no picture`);
  }
});

test("nothing was asked of any network, and nothing complained", () => {
  assert.deepEqual(
    requests.filter((url) => !/^(file|data|blob):/.test(url)),
    [],
  );
  assert.deepEqual(complaints, []);
});

test("a point says under the mouse what it is", async () => {
  const point = page.locator("figure .scatterlayer .point").first();
  await point.scrollIntoViewIfNeeded();
  const box = await point.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await page.waitForFunction(() => document.querySelector(".hoverlayer text") !== null);
  const text = await page.evaluate(() => document.querySelector(".hoverlayer").textContent);
  assert.match(text, /smollm2-135m-instruct-q[48]_0.*case /);
});

test("the keyboard reaches the report, its figures and the headings that sort", async () => {
  await page.evaluate(() => {
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    window.scrollTo(0, 0);
  });
  const reached = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(() => {
        const { tagName, className, textContent } = document.activeElement;
        return { tag: tagName, look: String(className), text: textContent.slice(0, 40) };
      }),
    );
  }
  assert.equal(reached[0].text, "Skip to the report");
  assert.equal(reached.filter(({ look }) => look.includes("interactive")).length, 6);
  assert.ok(reached.some(({ tag }) => tag === "BUTTON"));
});

test("the arrow keys go through the points of a figure, which are shown and said", async () => {
  const place = page.locator("figure .interactive").first();
  await place.focus();
  await page.keyboard.press("Home");
  const seen = () =>
    place.evaluate((one) => [
      one.querySelector(".hoverlayer").textContent,
      one.parentElement.querySelector(".said").textContent,
    ]);
  const [shown, said] = await seen();
  assert.match(said, /smollm2-135m-instruct-q8_0; case .* \(1 of \d+\)/);
  assert.ok(shown.includes("smollm2-135m-instruct-q8_0"), shown);
  await page.keyboard.press("ArrowRight");
  assert.match((await seen())[1], /\(2 of \d+\)/);
  await page.keyboard.press("Escape");
  assert.equal((await seen())[1], "");
});

test("Enter on a heading sorts its column, missing values last, and says the order", async () => {
  const heading = page.locator("table.benchbook th button", { hasText: /^mean$/ }).first();
  await heading.focus();
  const column = () =>
    heading.evaluate((button) => {
      const index = button.closest("th").cellIndex;
      const rows = [...button.closest("table").tBodies[0].rows];
      return {
        order: button.closest("th").ariaSort,
        values: rows.map((row) => Number(row.cells[index].dataset.value ?? Infinity)),
      };
    });
  await page.keyboard.press("Enter");
  const up = await column();
  assert.deepEqual([up.order, up.values], ["ascending", [...up.values].sort((a, b) => a - b)]);
  await page.keyboard.press("Enter");
  const down = await column();
  const known = down.values.filter(Number.isFinite);
  assert.deepEqual([down.order, known], ["descending", [...known].sort((a, b) => b - a)]);
});

test("axe finds no serious fault of accessibility", async () => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  assert.deepEqual(
    told.filter((text) => /^(serious|critical)/.test(text)),
    [],
  );
});

test("it prints: pictures in place of the interactive figures, and nothing wider than the paper", async () => {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 718, height: 1000 }); // A4 less 1 cm at each side, at 96 dots an inch
  const seen = await page.evaluate(() => ({
    wide: [...document.querySelectorAll("main *")]
      .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().right > 719)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`),
    pictures: [...document.querySelectorAll("figure img")].filter((image) => image.getBoundingClientRect().width > 100)
      .length,
    interactive: [...document.querySelectorAll(".interactive")].filter((one) => one.getClientRects().length > 0).length,
  }));
  assert.deepEqual(seen.wide.slice(0, 5), []);
  assert.deepEqual([seen.pictures, seen.interactive], [6, 0]);
  const pdf = await page.pdf({ format: "A4", margin: { top: "1cm", bottom: "1cm", left: "1cm", right: "1cm" } });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length >= 4);
});

test("no figure is higher than the page it is printed on, however many targets there are", async () => {
  const { everyFigure } = await import("../../build/tests/support/report/figures/every-figure.js");
  const { exampleManifest } = await import("../../build/tests/support/report/manifest.js");
  const { reportHtml } = await import("../../lib/dist/report/pages/report-html.js");
  const names = Array.from({ length: 30 }, (_, i) => `model-${i}`);
  const figures = ["latency", "throughput", "gaps", "timeline", "quality"].map((name) => {
    const figure = everyFigure[name](names);
    return { name, caption: figure.caption, file: `figures/${name}.png`, figure };
  });
  const html = await reportHtml(
    { manifest: exampleManifest(), trials: [], scores: [], samples: [], figures },
    { isInteractive: false },
  );
  const printed = await browser.newPage();
  await printed.setContent(html);
  await printed.emulateMedia({ media: "print" });
  // A4 upright and lying, US Letter: less 1 cm at each side, at 96 dots an inch.
  for (const [width, height] of [
    [718, 1047],
    [1047, 718],
    [740, 980],
  ]) {
    await printed.setViewportSize({ width, height });
    const seen = await printed.evaluate(() =>
      [...document.querySelectorAll("figure")].map((figure) => {
        const image = figure.querySelector("img");
        const box = image.getBoundingClientRect();
        return {
          name: figure.textContent,
          whole: figure.getBoundingClientRect().height,
          isAsDrawn: Math.abs(box.width / box.height - image.naturalWidth / image.naturalHeight) < 0.01,
        };
      }),
    );
    assert.equal(seen.length, figures.length);
    for (const { name, whole, isAsDrawn } of seen) {
      assert.ok(whole <= height, `${name}: ${whole} of ${height} pixels`);
      assert.ok(isAsDrawn, `${name} is drawn out of shape`);
    }
  }
  await printed.close();
});

test("the report is one of the files that verifying makes again", async () => {
  const { ok, problems, checked } = await verifyRun(folder);
  assert.deepEqual([ok, problems], [true, []]);
  assert.ok(
    checked.some((line) => line.startsWith("report.html follows")),
    checked.join("\n"),
  );
});
