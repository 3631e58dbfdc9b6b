import type { SKRSContext2D } from "@napi-rs/canvas";
import { type Box, union } from "./box.js";
import type { DrawnElement } from "./drawn-element.js";
import { FONT_FAMILY, MONOSPACE_FAMILY } from "./fonts.js";

/** How far DejaVu Sans reaches above and below its baseline, as a share of the font size (from the font's hhea table). */
const ASCENT = 0.928;
const DESCENT = 0.236;
const DEFAULT_SIZE = 12;
const TEXT_NODE = 3;

function ownStyle(element: DrawnElement, property: string): string | null {
  const style = element.getAttribute("style");
  const match = style === null ? null : new RegExp(`(?:^|;)\\s*${property}:\\s*([^;]+)`).exec(style);
  return match?.[1]?.trim() ?? element.getAttribute(property);
}

function inheritedStyle(element: DrawnElement | null, property: string): string | null {
  for (let at: DrawnElement | null = element; at !== null; at = at.parentElement) {
    const value = ownStyle(at, property);
    if (value !== null && value !== "" && value !== "inherit") return value;
  }
  return null;
}

function fontSize(element: DrawnElement | null): number {
  if (element === null) return DEFAULT_SIZE;
  const own = ownStyle(element, "font-size");
  const size = Number.parseFloat(own ?? "");
  if (own === null || Number.isNaN(size)) return fontSize(element.parentElement);
  if (own.endsWith("%")) return (fontSize(element.parentElement) * size) / 100;
  return own.endsWith("em") ? fontSize(element.parentElement) * size : size;
}

function cssFont(element: DrawnElement): string {
  const family = inheritedStyle(element, "font-family") ?? "";
  const style = inheritedStyle(element, "font-style") ?? "normal";
  const weight = inheritedStyle(element, "font-weight") ?? "normal";
  const face = /mono|courier/i.test(family) ? MONOSPACE_FAMILY : FONT_FAMILY;
  return `${style} ${weight} ${fontSize(element)}px "${face}"`;
}

/** The width in pixels of all the text in an element, each piece in its own size, weight and slant. */
export function textWidth(element: DrawnElement, measure: SKRSContext2D): number {
  let width = 0;
  for (const child of element.childNodes) {
    if (child.nodeType !== TEXT_NODE) continue;
    measure.font = cssFont(element);
    width += measure.measureText(child.nodeValue ?? "").width;
  }
  for (const child of element.children) width += textWidth(child, measure);
  return width;
}

function attribute(element: DrawnElement, name: string, otherwise: number): number {
  const value = Number.parseFloat(element.getAttribute(name) ?? "");
  return Number.isFinite(value) ? value : otherwise;
}

function offset(element: DrawnElement, size: number): number {
  const text = element.getAttribute("dy") ?? "0";
  const value = Number.parseFloat(text) || 0;
  return text.endsWith("em") ? value * size : value;
}

/** The box of one line of text whose baseline starts, centers or ends at (x, y), by its `text-anchor`. Null when blank. */
export function lineBox(line: DrawnElement, x: number, y: number, measure: SKRSContext2D): Box | null {
  if ((line.textContent ?? "").trim() === "") return null;
  const anchor = inheritedStyle(line, "text-anchor");
  const width = textWidth(line, measure);
  const size = fontSize(line);
  const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  return { left, top: y - size * ASCENT, right: left + width, bottom: y + size * DESCENT };
}

/**
 * The box of a `text` or `tspan`, with plotly's `tspan.line` children as its lines, before any transform. The `dy` of a
 * text with lines moves nothing, because each line has its own.
 */
export function textBox(text: DrawnElement, measure: SKRSContext2D): Box | null {
  const [x, y] = [attribute(text, "x", 0), attribute(text, "y", 0)];
  const lines = [...text.children].filter((child) => /\bline\b/.test(child.getAttribute("class") ?? ""));
  if (lines.length === 0) return lineBox(text, x, y + offset(text, fontSize(text)), measure);
  let box: Box | null = null;
  for (const line of lines) {
    const baseline = attribute(line, "y", y) + offset(line, fontSize(line));
    box = union(box, lineBox(line, attribute(line, "x", x), baseline, measure));
  }
  return box;
}
