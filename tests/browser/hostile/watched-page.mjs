// A page of Chromium in which nothing that happens goes unnoticed.
import { pathToFileURL } from "node:url";

/**
 * What a page did that a page of texts does not do; all empty where all is well.
 *
 * @typedef {object} Noticed
 * @property {string[]} ran scripts, and dialogs by their words
 * @property {string[]} requests addresses outside the folder
 * @property {string[]} handlers attributes that listen to an event
 * @property {string[]} links that lead out of the folder or run something
 * @property {string[]} characters control characters and changes of direction in what is shown
 * @property {string[]} complaints of the page's own scripts
 */

/**
 * Open a page that may read the files of one folder and nothing else.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} folder
 */
export async function watchedPage(browser, folder) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  const page = await context.newPage();
  const home = pathToFileURL(folder).href;
  let [dialogs, requests, complaints] = [[], [], []];
  await context.route("**/*", (route) => {
    const address = route.request().url();
    if (address.startsWith(home)) return route.continue();
    requests.push(address);
    // A page that is sent elsewhere stays where it is at an answer without content.
    return route.request().isNavigationRequest() ? route.fulfill({ status: 204 }) : route.abort();
  });
  page.on("dialog", (dialog) => {
    dialogs.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return {
    page,
    /** Forget what was noticed, on an empty page. */
    clear: async () => {
      await page.goto("about:blank");
      [dialogs, requests, complaints] = [[], [], []];
    },
    /** Touch what listens, follow what leads away, and tell everything. @returns {Promise<Noticed>} */
    notice: async () => {
      const found = await page.evaluate(provoke, home);
      const marked = await page.evaluate(isMarkedSoon);
      return { ...found, ran: [...(marked ? ["a script"] : []), ...dialogs], requests, complaints };
    },
  };
}

/** Runs inside the page: what was provoked has a moment. */
async function isMarkedSoon() {
  await new Promise((resolve) => setTimeout(resolve, 30));
  return "__pwned" in window;
}

/** Runs inside the page. Only what listens by an attribute is sent an event, and only links that should not be there are followed. */
function provoke(home) {
  const [handlers, links] = [[], []];
  const shown = [];
  for (const element of document.querySelectorAll("*")) {
    const attributes = [...element.attributes];
    shown.push(...attributes.filter(({ name }) => name !== "data-value").map(({ value }) => value));
    for (const { name } of attributes.filter(({ name }) => /^on/i.test(name))) {
      handlers.push(`${element.localName} ${name}`);
      element.dispatchEvent(new Event(name.slice(2).toLowerCase()));
    }
    const href = element.getAttribute("href") ?? element.getAttribute("xlink:href");
    if (!/^(a|area)$/.test(element.localName) || href === null || href.startsWith("#")) continue;
    let address = "";
    try {
      address = new URL(href, document.baseURI).href;
    } catch {} // no address, no link
    if (address === "" || address.startsWith(home)) continue;
    links.push(address);
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!/^(script|style)$/.test(walker.currentNode.parentElement?.localName ?? ""))
      shown.push(walker.currentNode.nodeValue);
  }
  const odd = /(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
  return { handlers, links, characters: shown.filter((text) => odd.test(text)).map((text) => text.slice(0, 200)) };
}
