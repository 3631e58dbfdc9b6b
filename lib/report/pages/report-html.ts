import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { escapeHtml } from "../../text/escape.js";
import { renderSvg } from "../render/render-svg.js";
import { SORT_SCRIPT, TABLE_STYLE } from "../tables/sort-script.js";
import { tableHtml } from "../tables/table-html.js";
import { inlineJson, inlineScript, PAGE_SCRIPT, PAGE_STYLE } from "./page-parts.js";
import type { Block, ReportFigure, ReportInput, Section } from "./report-input.js";
import { reportSections } from "./report-sections.js";

/** How an HTML report is made. */
export interface ReportHtmlOptions {
  /** False leaves plotly (5 MB) out: the figures are pictures then. True when not given. */
  readonly isInteractive?: boolean;
}

/** A figure with its picture, ready to be put into the page. */
interface DrawnFigure extends ReportFigure {
  readonly picture: string | null;
}

const require = createRequire(import.meta.url);

async function pictureOf(figure: ReportFigure): Promise<string | null> {
  if (figure.svg !== undefined) return figure.svg;
  return figure.figure === undefined ? null : renderSvg(figure.figure);
}

function titleOf(figure: ReportFigure): string {
  const text = figure.figure?.layout.title.text ?? figure.name;
  return text
    .replace(/<br>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&#36;/g, "$")
    .replace(/&amp;/g, "&");
}

function figureHtml(figure: DrawnFigure, index: number, isInteractive: boolean): string {
  const alt = escapeHtml(`${titleOf(figure)}. ${figure.caption}`);
  const source =
    figure.picture === null
      ? escapeHtml(encodeURI(figure.file))
      : `data:image/svg+xml;base64,${Buffer.from(figure.picture).toString("base64")}`;
  const size =
    figure.figure === undefined
      ? ""
      : ` width="${Number(figure.figure.layout.width)}" height="${Number(figure.figure.layout.height)}"`;
  const image = `<img src="${source}" alt="${alt}"${size}>`;
  const words = `<figcaption>Figure ${index + 1}. ${escapeHtml(figure.name)}</figcaption>`;
  if (!isInteractive || figure.figure === undefined) return `<figure>${image}${words}</figure>`;
  const id = `figure-${index + 1}-data`;
  const { data, layout } = figure.figure;
  const json = `<script type="application/json" id="${id}">${inlineJson({ data, layout })}</script>`;
  const label = `${alt} The arrow keys go through its points.`;
  const place = `<div class="interactive wide" role="group" tabindex="0" aria-label="${label}" hidden></div>`;
  const said = '<p class="said" role="status"></p>';
  return `<figure data-figure="${id}">${image}${place}${said}${words}${json}</figure>`;
}

function tableBlock(block: Extract<Block, { kind: "table" }>): string {
  const { kind: _, rows, ...options } = block;
  const table = tableHtml(rows, { ...options, isAlone: false });
  return `<div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(block.caption ?? "table")}">${table}</div>`;
}

function blockHtml(block: Block, figures: readonly DrawnFigure[], isInteractive: boolean): string {
  switch (block.kind) {
    case "text":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("\n")}</ul>`;
    case "code":
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre>`;
    case "links": {
      const link = (file: string) => `<a href="${escapeHtml(encodeURI(file))}">${escapeHtml(file)}</a>`;
      return `<ul>${block.files.map(({ file, text }) => `<li>${link(file)}: ${escapeHtml(text)}</li>`).join("\n")}</ul>`;
    }
    case "table":
      return tableBlock(block);
    case "figures":
      return figures.map((figure, i) => figureHtml(figure, i, isInteractive)).join("\n");
  }
}

function contentPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const allowed = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data: blob:",
  ];
  return [...allowed, "base-uri 'none'", "form-action 'none'"].join("; ");
}

function page(
  title: string,
  sections: readonly Section[],
  body: readonly string[],
  scripts: readonly string[],
): string {
  const links = sections.map((section, i) => `<li><a href="#section-${i + 1}">${escapeHtml(section.title)}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}${TABLE_STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header><h1>${escapeHtml(title)}</h1><nav aria-label="Sections"><ul>${links.join("")}</ul></nav></header>
<main id="content">
${body.join("\n")}
</main>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/**
 * The report of a run as one self-contained HTML page: works offline from the file system, with interactive figures,
 * pictures of them where scripts do not run and in print, a strict content security policy and no network reference. All
 * foreign text is escaped. Reads plotly's bundle and draws the figures that come without an SVG.
 */
export async function reportHtml(input: ReportInput, options: ReportHtmlOptions = {}): Promise<string> {
  const isInteractive = (options.isInteractive ?? true) && input.figures.some((figure) => figure.figure !== undefined);
  const figures: DrawnFigure[] = [];
  for (const figure of input.figures) figures.push({ ...figure, picture: await pictureOf(figure) });
  const plotly = isInteractive ? [await readFile(require.resolve("plotly.js-dist-min"), "utf8"), PAGE_SCRIPT] : [];
  const sections = reportSections(input);
  const body = sections.map((section, i) => {
    const blocks = section.blocks.map((block) => blockHtml(block, figures, isInteractive));
    return [
      `<section aria-labelledby="section-${i + 1}">`,
      `<h2 id="section-${i + 1}">${escapeHtml(section.title)}</h2>`,
      ...blocks,
      "</section>",
    ].join("\n");
  });
  return page(input.manifest.name, sections, body, [SORT_SCRIPT, ...plotly].map(inlineScript));
}
