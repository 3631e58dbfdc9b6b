import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../setup/paths.mjs";

const compiled = (file) => import(pathToFileURL(join(root, "lib", "dist", file)).href);

const STYLE = `
body { font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; color: #222; background: #fff; margin: 0 auto; padding: 1.5rem; max-width: 1480px; }
section { border-top: 1px solid #ccc; margin-top: 2rem; } .forms { display: grid; gap: 1rem; align-items: start; }
figure { margin: 0; max-width: 100%; overflow-x: auto; } figcaption { font-size: 0.85rem; color: #444; }
img { border: 1px solid #eee; box-sizing: border-box; max-width: 100%; height: auto; }
@media (min-width: 1100px) { .forms { grid-template-columns: auto 1fr; } .forms figure:first-child { grid-row: span 2; } }`;

/** Draws the interactive figure of each section from its JSON. */
const SCRIPT = `document.querySelectorAll("[data-figure]").forEach(function (place) {
  var parts = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  Plotly.newPlot(place, parts.data, parts.layout, { displaylogo: false, responsive: false });
});`;

/**
 * The gallery as one page that needs nothing else: of each figure the interactive form, the SVG and the PNG, and its caption.
 *
 * @param {(import("./figures.mjs").Shown & { svg: string, png: Uint8Array })[]} shown
 * @returns {Promise<string>}
 */
export async function galleryPage(shown) {
  const { escapeHtml } = await compiled("text/escape.js");
  const { inlineJson, inlineScript } = await compiled("report/pages/page-parts.js");
  const plotly = readFileSync(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8");
  const image = (kind, bytes, { figure }) => {
    const source = `data:image/${kind};base64,${Buffer.from(bytes).toString("base64")}`;
    const { width, height } = figure.layout;
    return `<img src="${source}" width="${width}" height="${height}" alt="${escapeHtml(figure.caption)}">`;
  };
  const section = (one) => `<section id="${escapeHtml(one.name)}">
<h2>${escapeHtml(one.name)}</h2><p>From ${escapeHtml(one.from)}. ${escapeHtml(one.figure.caption)}</p>
<div class="forms">
<figure><div data-figure="data-${escapeHtml(one.name)}"></div><figcaption>interactive</figcaption></figure>
<figure>${image("svg+xml", one.svg, one)}<figcaption>SVG, drawn without a browser</figcaption></figure>
<figure>${image("png", one.png, one)}<figcaption>PNG, drawn without a browser</figcaption></figure>
</div><script type="application/json" id="data-${escapeHtml(one.name)}">${inlineJson({ data: one.figure.data, layout: one.figure.layout })}</script></section>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figures of Benchbook</title><style>${STYLE}</style></head>
<body><h1>Figures of Benchbook</h1><p>${shown.length} figures from the recorded runs in data/recorded.</p>
${shown.map(section).join("\n")}
<script>${inlineScript(plotly)}</script><script>${SCRIPT}</script></body></html>\n`;
}
