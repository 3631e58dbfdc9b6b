import { escapeMarkdown } from "../../text/escape.js";
import { tableMarkdown } from "../tables/table-markdown.js";
import type { Block, ReportFigure, ReportInput } from "./report-input.js";
import { reportSections } from "./report-sections.js";

function linkTarget(file: string): string {
  return encodeURI(file).replace(/[()<>'"]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function figureMarkdown(figure: ReportFigure): string {
  return `![${escapeMarkdown(`${figure.name}: ${figure.caption}`)}](${linkTarget(figure.file)})`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "text":
      return escapeMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n");
    case "code":
      return block.text.replace(/^/gm, "    ");
    case "links":
      return block.files
        .map(({ file, text }) => `- [${escapeMarkdown(file)}](${linkTarget(file)}): ${escapeMarkdown(text)}`)
        .join("\n");
    case "table": {
      const { kind: _, rows, ...options } = block;
      return tableMarkdown(rows, options);
    }
    case "figures":
      return block.figures.map(figureMarkdown).join("\n\n");
  }
}

/**
 * The report of a run as Markdown: question, verdict with its uncertainty, results, quality, threats to validity, setup,
 * raw data and how to verify. All statements are computed from the data; all foreign text is escaped.
 */
export function reportMarkdown(input: ReportInput): string {
  const sections = reportSections(input).map(({ title, blocks }) => {
    const written = blocks.map(blockMarkdown).filter((text) => text !== "");
    return [`## ${title}`, ...written].join("\n\n");
  });
  return `${[`# ${escapeMarkdown(input.manifest.name)}`, ...sections].join("\n\n")}\n`;
}
