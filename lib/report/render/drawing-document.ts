// The document that plotly draws into: linkedom's, with true boxes, lengths along paths and a canvas to paint on.
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import type { svgPathProperties as PathProperties } from "svg-path-properties";
import type { Box } from "./box.js";
import type { DrawnElement } from "./drawn-element.js";
import { ownBox, pageBox } from "./element-box.js";

const SVG = "http://www.w3.org/2000/svg";

/** The tools that measure text and paths, and the size in pixels of what is drawn. */
export interface Measures {
  readonly measure: SKRSContext2D;
  readonly createCanvas: (width: number, height: number) => Canvas;
  readonly PathProperties: typeof PathProperties;
  readonly size: { readonly width: number; readonly height: number };
}

/** linkedom's document, as far as a drawing needs it: without the types of a browser its own types are open. */
export interface DrawingDocument {
  createElement(name: string, options?: object): DrawnElement & { width: number; height: number };
  createElementNS(namespace: string | null, name: string, options?: object): DrawnElement;
}

/** The document and the kinds of its nodes. */
export interface DrawingParts {
  readonly document: DrawingDocument;
  readonly [kind: string]: object;
}

/** The constructor of linkedom's SVG elements, which it keeps to itself. */
type SvgKind = new (document: DrawingDocument, name: string) => DrawnElement;

function rectangle(box: Box | null) {
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top, left, top, right, bottom };
}

function measuredSvg(Plain: SvgKind, { measure, PathProperties, size }: Measures) {
  return class extends Plain {
    // linkedom has one spelling for all elements of a page: capitals.
    get tagName() {
      return this.localName;
    }
    get nodeName() {
      return this.localName;
    }
    getBBox() {
      return rectangle(ownBox(this, measure));
    }
    getComputedTextLength() {
      return this.getBBox().width;
    }
    getBoundingClientRect() {
      const whole = { left: 0, top: 0, right: size.width, bottom: size.height };
      return rectangle(this.localName === "svg" ? whole : pageBox(this, measure));
    }
    getTotalLength() {
      return this.#path().getTotalLength();
    }
    getPointAtLength(length: number) {
      return this.#path().getPointAtLength(length);
    }
    #path() {
      return new PathProperties(this.getAttribute("d") ?? "M0,0");
    }
  };
}

/** What a canvas element needs to be painted on. Heatmaps are painted before they are put into the drawing. */
function painted(element: { width: number; height: number }, createCanvas: Measures["createCanvas"]) {
  let canvas: Canvas | null = null;
  const current = () => {
    const [width, height] = [Math.max(1, element.width), Math.max(1, element.height)];
    if (canvas?.width !== width || canvas.height !== height) canvas = createCanvas(width, height);
    return canvas;
  };
  return {
    getContext: (kind: string) => (kind === "2d" ? current().getContext("2d") : null),
    toDataURL: () => current().toDataURL("image/png"),
  };
}

/** Opens an empty document whose elements know their boxes. Loads linkedom at the first call. */
export async function openDocument(measures: Measures): Promise<DrawingParts> {
  const { DOMParser, Element, HTMLElement } = await import("linkedom");
  const document: DrawingDocument = new DOMParser().parseFromString("...", "text/html");
  const createPlain = document.createElement.bind(document);
  const page = () => rectangle({ left: 0, top: 0, right: measures.size.width, bottom: measures.size.height });
  const SvgElement = measuredSvg(document.createElementNS(SVG, "svg").constructor as SvgKind, measures);
  Object.assign(document, {
    createElement(name: string) {
      const element = createPlain(name);
      const own = name.toLowerCase() === "canvas" ? painted(element, measures.createCanvas) : {};
      return Object.assign(element, { getBoundingClientRect: page }, own);
    },
    createElementNS: (namespace: string | null, name: string) =>
      namespace === SVG ? new SvgElement(document, name) : document.createElement(name),
  });
  return { document, Element, HTMLElement };
}
