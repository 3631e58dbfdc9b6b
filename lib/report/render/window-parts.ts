// What plotly asks of the elements of its drawing: boxes in true pixels, lengths along paths, a canvas to paint on.
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import type { svgPathProperties as PathProperties } from "svg-path-properties";
import type { Box } from "./box.js";
import { ownBox, pageBox } from "./element-box.js";
import { PlainCanvas, PlainElement, PlainSvgElement } from "./plain-dom/plain-element.js";

const NOTHING: Box = { left: 0, top: 0, right: 0, bottom: 0 };

/** Makes a canvas of a size. */
export type MakeCanvas = (width: number, height: number) => Canvas;

/** The tools that measure text and paths, and the size of what is drawn. */
export interface Measures {
  readonly measure: SKRSContext2D;
  readonly createCanvas: MakeCanvas;
  readonly PathProperties: typeof PathProperties;
  readonly size: { readonly width: number; readonly height: number };
}

function rectangle(box: Box) {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  return { x: box.left, y: box.top, width, height, ...box };
}

/** The kinds of elements of one window, with the measures that a browser would give them. */
export function measuredElements({ measure, createCanvas, PathProperties, size }: Measures) {
  class HtmlElement extends PlainElement {
    getBoundingClientRect() {
      return rectangle({ left: 0, top: 0, right: size.width, bottom: size.height });
    }
  }
  class SvgElement extends PlainSvgElement {
    getBBox() {
      return rectangle(ownBox(this, measure) ?? NOTHING);
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
  }
  /** Heatmaps and images are painted before they are put into the drawing. */
  class CanvasElement extends PlainCanvas {
    #canvas: Canvas | null = null;
    #painted(): Canvas {
      const { width, height } = this;
      if (this.#canvas?.width !== width || this.#canvas.height !== height)
        this.#canvas = createCanvas(Math.max(1, width), Math.max(1, height));
      return this.#canvas;
    }
    getContext(kind: string) {
      return kind === "2d" ? this.#painted().getContext("2d") : null;
    }
    toDataURL() {
      return this.#painted().toDataURL("image/png");
    }
  }
  return { HtmlElement, SvgElement, CanvasElement };
}
