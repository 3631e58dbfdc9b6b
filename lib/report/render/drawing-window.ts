// A window without a screen, with true measures of text and shapes, in which plotly draws SVG.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createContext, Script } from "node:vm";
import type { SKRSContext2D } from "@napi-rs/canvas";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Measures, openDocument } from "./drawing-document.js";
import { drawingGlobals } from "./drawing-globals.js";
import { FONT_FAMILY, fontFiles, MONOSPACE_FAMILY } from "./fonts.js";

const require = createRequire(import.meta.url);

/** What plotly has to draw. */
export interface Drawing {
  readonly data: readonly unknown[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly width: number;
  readonly height: number;
}

/** A window that draws one figure at a time. */
export interface DrawingWindow {
  /** The SVG of a figure. The same drawing gives the same text in every window. */
  draw(drawing: Drawing): Promise<string>;
}

interface Plotly {
  toImage(figure: object, options: object): Promise<string>;
}

let measuring: Promise<{ createCanvas: Measures["createCanvas"]; measure: SKRSContext2D }> | null = null;

function measuringCanvas() {
  measuring ??= import("@napi-rs/canvas").then(({ createCanvas, GlobalFonts }) => {
    const [regular = "", bold = "", oblique = "", boldOblique = "", monospace = ""] = fontFiles();
    for (const face of [regular, bold, oblique, boldOblique]) GlobalFonts.registerFromPath(face, FONT_FAMILY);
    GlobalFonts.registerFromPath(monospace, MONOSPACE_FAMILY);
    return { createCanvas, measure: createCanvas(1, 1).getContext("2d") };
  });
  return measuring;
}

/**
 * What plotly's script gets as arguments of a function: a name of a context's own globals is looked up through several layers each
 * time, which would take a third of a picture's time.
 */
const GLOBALS = [
  ...["window", "self", "document", "navigator", "Object", "Array", "String", "Number", "Boolean", "Math", "JSON"],
  ...["RegExp", "Date", "Map", "Set", "Error", "parseFloat", "parseInt", "isFinite", "isNaN"],
  ...["ArrayBuffer", "DataView", "Float64Array", "Float32Array", "Uint8Array", "Int32Array", "setTimeout", "Promise"],
];

let compiling: Promise<Script> | null = null;

function plotlyScript(): Promise<Script> {
  const path = require.resolve("plotly.js-dist-min");
  const wrapped = (source: string) =>
    `(function (${GLOBALS.join(", ")}) {${source}\nreturn Plotly; })(${GLOBALS.join(", ")})`;
  compiling ??= readFile(path, "utf8").then((source) => new Script(wrapped(source), { filename: path }));
  return compiling;
}

/** The same figure gets the same "random" ids, and two figures on one page get different ones. */
function seededRandom(drawing: Drawing): () => number {
  const digest = createHash("sha256").update(JSON.stringify(drawing)).digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  return () => uniformFloat64(generator);
}

function textOnly(text: unknown): string {
  if (typeof text !== "string") throw new Error(`expected plotly to give the SVG as text, got ${typeof text}`);
  return text;
}

/** Opens a window and loads plotly into it, which takes most of a second: keep it for many figures. */
export async function openDrawingWindow(): Promise<DrawingWindow> {
  const [{ svgPathProperties: PathProperties }, { createCanvas, measure }, script] = await Promise.all([
    import("svg-path-properties"),
    measuringCanvas(),
    plotlyScript(),
  ]);
  const size = { width: 1, height: 1 };
  const parts = await openDocument({ measure, createCanvas, PathProperties, size });
  const context = createContext(drawingGlobals(parts));
  const plotly: Plotly = script.runInContext(context);
  const inner: { readonly Math: Math; readonly JSON: JSON } = new Script("({ Math, JSON })").runInContext(context);
  return {
    async draw(drawing) {
      const { data, layout, width, height } = drawing;
      Object.assign(size, { width, height });
      inner.Math.random = seededRandom(drawing);
      // Plotly copies only objects of its own realm and writes into others: hand it a copy made inside.
      const figure = inner.JSON.parse(JSON.stringify({ data, layout, config: { staticPlot: true } }));
      return textOnly(await plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true }));
    },
  };
}
