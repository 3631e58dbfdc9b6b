// What plotly needs of a browser's window and jsdom does not have: true measures, a canvas, lengths of paths.
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import type { DOMWindow } from "jsdom";
import type { Box } from "./box.js";
import { ownBox, pageBox } from "./element-box.js";

const NOTHING: Box = { left: 0, top: 0, right: 0, bottom: 0 };

function rectangle(box: Box) {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  return { x: box.left, y: box.top, width, height, ...box };
}

function define(prototype: object, methods: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  }
}

/** Boxes of SVG elements in true pixels: `getBBox`, `getComputedTextLength`, `getBoundingClientRect`. */
export function giveBoxes(window: DOMWindow, measure: SKRSContext2D, size: { width: number; height: number }): void {
  define(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return rectangle(ownBox(this, measure) ?? NOTHING);
    },
    getComputedTextLength(this: Element) {
      return rectangle(ownBox(this, measure) ?? NOTHING).width;
    },
  });
  define(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      const drawn = this instanceof window.SVGElement && this.tagName !== "svg";
      return rectangle(drawn ? pageBox(this, measure) : { left: 0, top: 0, right: size.width, bottom: size.height });
    },
  });
}

/** Lengths along paths, which violins and shapes ask for. */
export async function givePathLengths(window: DOMWindow): Promise<void> {
  const { svgPathProperties } = await import("svg-path-properties");
  const properties = (element: Element) => new svgPathProperties(element.getAttribute("d") ?? "M0,0");
  define(window.SVGElement.prototype, {
    getTotalLength(this: Element) {
      return properties(this).getTotalLength();
    },
    getPointAtLength(this: Element, length: number) {
      return properties(this).getPointAtLength(length);
    },
  });
}

/** Makes a canvas of a size. */
export type MakeCanvas = (width: number, height: number) => Canvas;

/** Heatmaps and images are painted on a canvas first; jsdom has none of its own. */
export function giveCanvas(window: DOMWindow, createCanvas: MakeCanvas): void {
  const canvases = new WeakMap<object, Canvas>();
  const canvasOf = (element: HTMLCanvasElement) => {
    const known = canvases.get(element);
    if (known?.width === element.width && known.height === element.height) return known;
    const made = createCanvas(Math.max(1, element.width), Math.max(1, element.height));
    canvases.set(element, made);
    return made;
  };
  define(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      return kind === "2d" ? canvasOf(this).getContext("2d") : null;
    },
    toDataURL(this: HTMLCanvasElement) {
      return canvasOf(this).toDataURL("image/png");
    },
  });
}

/** What plotly expects of a browser and jsdom lacks. There is no network: a figure that asks for a file fails. */
export function giveBrowserParts(window: DOMWindow): void {
  define(window, {
    TextDecoder,
    TextEncoder,
    structuredClone,
    fetch: () => Promise.reject(new Error("a figure may not load anything")),
    matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  });
  define(window.URL, { createObjectURL: () => "", revokeObjectURL() {} });
}
