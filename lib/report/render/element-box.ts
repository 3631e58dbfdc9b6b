import type { SKRSContext2D } from "@napi-rs/canvas";
import { type Box, type Matrix, multiply, parseTransform, transformBox, union } from "./box.js";
import type { DrawnElement } from "./drawn-element.js";
import { pathBox } from "./path-box.js";
import { textBox } from "./text-box.js";

const SVG = "http://www.w3.org/2000/svg";
const UNDRAWN = new Set(["defs", "clipPath", "title", "desc", "style", "metadata"]);

function number(element: DrawnElement, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? "") || 0;
}

function rectangleBox(element: DrawnElement): Box {
  const [left, top] = [number(element, "x"), number(element, "y")];
  return { left, top, right: left + number(element, "width"), bottom: top + number(element, "height") };
}

function circleBox(element: DrawnElement): Box {
  const [x, y, radius] = [number(element, "cx"), number(element, "cy"), number(element, "r")];
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function straightBox(element: DrawnElement): Box {
  const xs = [number(element, "x1"), number(element, "x2")];
  const ys = [number(element, "y1"), number(element, "y2")];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function groupBox(group: DrawnElement, measure: SKRSContext2D): Box | null {
  let box: Box | null = null;
  for (const child of group.children) {
    if (/display:\s*none/.test(child.getAttribute("style") ?? "")) continue;
    const inner = ownBox(child, measure);
    if (inner !== null) box = union(box, transformBox(parseTransform(child.getAttribute("transform")), inner));
  }
  return box;
}

/** What SVG calls `getBBox`: the box of what an element draws, in its own coordinates. Null when it draws nothing. */
export function ownBox(element: DrawnElement, measure: SKRSContext2D): Box | null {
  if (UNDRAWN.has(element.localName)) return null;
  switch (element.localName) {
    case "text":
    case "tspan":
      return textBox(element, measure);
    case "rect":
    case "image":
    case "foreignObject":
      return rectangleBox(element);
    case "path":
      return pathBox(element.getAttribute("d"));
    case "circle":
      return circleBox(element);
    case "line":
      return straightBox(element);
    default:
      return groupBox(element, measure);
  }
}

function toPage(element: DrawnElement): Matrix {
  let matrix = parseTransform(element.getAttribute("transform"));
  for (
    let at: DrawnElement | null = element.parentElement;
    at !== null && at.namespaceURI === SVG;
    at = at.parentElement
  ) {
    matrix = multiply(parseTransform(at.getAttribute("transform")), matrix);
    if (at.localName === "svg") matrix = multiply([1, 0, 0, 1, number(at, "x"), number(at, "y")], matrix);
  }
  return matrix;
}

/** What SVG calls `getBoundingClientRect`: the box in the coordinates of the picture. An empty element is a point. */
export function pageBox(element: DrawnElement, measure: SKRSContext2D): Box {
  const matrix = toPage(element);
  const box = ownBox(element, measure) ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return transformBox(matrix, box);
}
