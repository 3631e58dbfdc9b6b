// A window without a screen: jsdom, with true measures of text and shapes, in which plotly draws SVG.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import type { SKRSContext2D } from "@napi-rs/canvas";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { FONT_FAMILY, fontFiles, MONOSPACE_FAMILY } from "./fonts.js";
import { giveQuickSelectors } from "./quick-selectors.js";
import { giveQuickStyles } from "./quick-styles.js";
import { giveBoxes, giveBrowserParts, giveCanvas, givePathLengths, type MakeCanvas } from "./window-parts.js";

const require = createRequire(import.meta.url);

/** What plotly is asked to draw. */
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
  /** Lets go of the window's memory and timers. */
  close(): void;
}

interface Plotly {
  toImage(figure: object, options: object): Promise<string>;
}

let measuring: Promise<{ createCanvas: MakeCanvas; measure: SKRSContext2D }> | null = null;

function measuringCanvas() {
  measuring ??= import("@napi-rs/canvas").then(({ createCanvas, GlobalFonts }) => {
    const [regular = "", bold = "", oblique = "", boldOblique = "", monospace = ""] = fontFiles();
    for (const face of [regular, bold, oblique, boldOblique]) GlobalFonts.registerFromPath(face, FONT_FAMILY);
    GlobalFonts.registerFromPath(monospace, MONOSPACE_FAMILY);
    return { createCanvas, measure: createCanvas(1, 1).getContext("2d") };
  });
  return measuring;
}

let compiling: Promise<Script> | null = null;

function plotlyScript(): Promise<Script> {
  const path = require.resolve("plotly.js-dist-min");
  compiling ??= readFile(path, "utf8").then((source) => new Script(source, { filename: path }));
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

/** Opens a window and loads plotly into it: some 0.6 s and 100 MB the first time, so keep it for many figures. */
export async function openDrawingWindow(): Promise<DrawingWindow> {
  const [{ JSDOM, VirtualConsole }, { createCanvas, measure }, script] = await Promise.all([
    import("jsdom"),
    measuringCanvas(),
    plotlyScript(),
  ]);
  const page = "<!doctype html><html><head></head><body></body></html>";
  const options = {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  } as const;
  const dom = new JSDOM(page, options);
  const { window } = dom;
  const size = { width: 1, height: 1 };
  giveBrowserParts(window);
  giveQuickSelectors(window);
  giveQuickStyles(window);
  giveBoxes(window, measure, size);
  giveCanvas(window, createCanvas);
  await givePathLengths(window);
  const context = dom.getInternalVMContext();
  script.runInContext(context);
  const plotly: Plotly = context.Plotly;
  const inner: { readonly Math: Math; readonly JSON: JSON } = { Math: context.Math, JSON: context.JSON };
  return {
    async draw(drawing) {
      const { data, layout, width, height } = drawing;
      Object.assign(size, { width, height });
      inner.Math.random = seededRandom(drawing);
      // Plotly copies only objects of its own realm and writes into others: hand it a copy made inside.
      const figure = inner.JSON.parse(JSON.stringify({ data, layout, config: { staticPlot: true } }));
      return textOnly(await plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true }));
    },
    close: () => window.close(),
  };
}
