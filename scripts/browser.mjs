// npm run browser [-- notebooks/x.ipynb [name=value…] | figures | report …]: what takes a real Chromium. Without arguments all of
// it: the tests in tests/browser/ (figures against the renderer's, the report, an export), then a notebook in JupyterLab as a reader
// would see it, with its picture in outputs/browser/. With a notebook only that; with words only the test files named so.
// Exit code 1, with the reason, when something is not right.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { checkNotebook } from "./browser/check.mjs";
import { launchChromium } from "./browser/chromium.mjs";
import { serveLab } from "./browser/lab-server.mjs";
import { runBrowserTests } from "./browser/run-tests.mjs";
import { parseCommandLine } from "./notebook/settings.mjs";
import { root, shown } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";

const words = process.argv.slice(2);
const isNotebook = words.some((word) => word.endsWith(".ipynb"));
if (!isNotebook) await testOrExit();
const { notebooks, settings } = parseCommandLine(isNotebook ? words : []);
const notebook = shown(resolve(root, notebooks[0] ?? "notebooks/01-one-answer.ipynb"));
if (!existsSync(join(root, notebook))) {
  console.error(`expected a notebook, found no file ${notebook}`);
  process.exit(2);
}
await setUpOrExit({ parts: ["lab"] });
try {
  console.log(`${notebook}: ${await inBrowser(notebook)}`);
} catch (error) {
  console.error(`${notebook} in the browser: ${error.message}`);
  process.exitCode = 1;
}

/** Ends here when only some test files were asked for, or one of them failed. */
async function testOrExit() {
  await setUpOrExit({ parts: ["lab"] });
  const { passed, failed, skipped } = await runBrowserTests(words);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) process.exit(1);
  if (words.length > 0) process.exit(0);
}

/** @param {string} path of the notebook */
async function inBrowser(path) {
  const before = readFileSync(join(root, path));
  const env =
    Object.keys(settings).length > 0 ? { ...process.env, BENCHBOOK_PARAMS: JSON.stringify(settings) } : process.env;
  const browser = await launchChromium();
  try {
    const lab = await serveLab(path, env);
    try {
      return await look(browser, lab.address, path);
    } finally {
      await lab.close();
    }
  } finally {
    await browser.close();
    if (!readFileSync(join(root, path)).equals(before)) writeFileSync(join(root, path), before);
  }
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 * @param {string} path
 */
async function look(browser, address, path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  const picture = join(root, "outputs", "browser", `${basename(path, ".ipynb")}.png`);
  mkdirSync(join(picture, ".."), { recursive: true });
  try {
    await page.goto(address);
    const seen = await checkNotebook(page);
    return `${seen}: ${shown(picture)}`;
  } finally {
    await page.screenshot({ path: picture }).catch(() => {});
  }
}
