// A page that draws figures as a notebook or a report does, with the fonts that the project's own renderer uses.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The bundled fonts as style, so that what Chromium draws does not hang on the fonts of this machine. */
function fontStyle() {
  const folder = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const faces = {
    DejaVuSans: "normal normal",
    "DejaVuSans-Bold": "normal bold",
    "DejaVuSans-Oblique": "oblique normal",
  };
  return Object.entries(faces).map(([file, look]) => {
    const [style, weight] = look.split(" ");
    const data = readFileSync(join(folder, `${file}.ttf`)).toString("base64");
    return `@font-face { font-family: "DejaVu Sans"; font-style: ${style}; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}); }`;
  });
}

/**
 * Open an empty page with plotly and the fonts in it, cut off from the network.
 *
 * @param {import("playwright-core").Browser} browser
 */
export async function openFigurePage(browser) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1200 } });
  await page.context().setOffline(true);
  const style = `body { margin: 0; background: white; } ${fontStyle().join("\n")}`;
  await page.setContent(
    `<!doctype html><html><head><style>${style}</style></head><body><div id="figure"></div></body></html>`,
  );
  await page.evaluate(readFileSync(require.resolve("plotly.js-dist-min"), "utf8"));
  await page.evaluate(() =>
    Promise.all(["", "bold ", "oblique "].map((face) => document.fonts.load(`${face}12px "DejaVu Sans"`))),
  );
  return page;
}

/**
 * Draw one figure in place of the last.
 *
 * @param {import("playwright-core").Page} page
 * @param {import("benchbook").Figure} figure
 */
export async function drawFigure(page, { data, layout }) {
  await page.evaluate(
    async ({ data, layout }) => {
      const place = document.getElementById("figure");
      globalThis.Plotly.purge(place);
      Object.assign(place.style, { width: `${layout.width}px`, height: `${layout.height}px` });
      await globalThis.Plotly.newPlot(place, /** @type {any} */ (data), layout, {
        displayModeBar: false,
        responsive: false,
        staticPlot: true,
      });
    },
    { data, layout },
  );
}

/**
 * Every text of the drawn figure and where it lies, in pixels of the figure.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{ text: string, box: { left: number, top: number, right: number, bottom: number } }[]>}
 */
export function textsOf(page) {
  return page.evaluate(() => {
    const place = document.getElementById("figure").getBoundingClientRect();
    const texts = [...document.querySelectorAll("#figure svg text")].filter((text) => text.textContent.trim() !== "");
    return texts.map((text) => {
      const { left, top, right, bottom } = text.getBoundingClientRect();
      const box = {
        left: left - place.left,
        top: top - place.top,
        right: right - place.left,
        bottom: bottom - place.top,
      };
      return { text: text.textContent, box };
    });
  });
}
