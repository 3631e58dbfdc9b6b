// One look for every figure. White paper also in dark notebooks, because print, PDF and GitHub show the same picture.

/** What figures and pages ask for; the renderer has the first, a browser takes what it has. */
export const FONT_STACK = "DejaVu Sans, Verdana, sans-serif";

/** Font sizes in pixels; the smallest still reads at 700 pixels across a page. */
export const FONT_SIZE = { title: 15, axis: 12, tick: 11.5, caption: 10.5 } as const;

/** The default width of a figure in CSS pixels: what fits a notebook cell without being clipped. */
export const FIGURE_WIDTH = 700;

/** What the labels of lanes and the edges take of a figure's width, at most. */
export const BESIDE_LANES = 234;

/** Greys with a contrast of at least 4.5 to white for text (WCAG AA). */
export const INK = {
  text: "#222222",
  muted: "#555555",
  line: "#888888",
  grid: "#e4e4e4",
  faint: "#bbbbbb",
  paper: "#ffffff",
} as const;

/**
 * Eight colours that people with any common colour blindness can tell apart (Okabe and Ito 2008, "Color Universal
 * Design"). Yellow comes late because it is faint on white.
 */
export const PALETTE = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#000000",
  "#c9b800",
] as const;

/** Better and worse, where no target is meant: two colours that no target has, apart also for the colour-blind (PRGn, ColorBrewer). */
export const EFFECT = { better: "#1b7837", worse: "#762a83" } as const;

/** Marker shapes in the order of the palette, so that a figure also reads without colour. */
export const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "pentagon", "star", "hexagon"] as const;

/** The colour of each target. A map, because a target may be called anything. */
export type Colours = ReadonlyMap<string, string>;

/**
 * Gives each name its colour by order of first appearance; a name in `known` keeps the colour it has there. Pass the
 * colours of a whole run to the figures of its parts, and a colour means the same target everywhere. After eight names
 * the colours repeat.
 */
export function targetColours(names: readonly string[], known: Colours = new Map()): Colours {
  const colours = new Map(known);
  for (const name of names) {
    if (colours.has(name)) continue;
    const taken = new Set(colours.values());
    const free = PALETTE.find((colour) => !taken.has(colour));
    colours.set(name, free ?? PALETTE[colours.size % PALETTE.length] ?? PALETTE[0]);
  }
  return colours;
}

/** Names in the order of a run's colours, those without one last in the order that they had: one order in all its figures. */
export function inColourOrder(names: readonly string[], colours: Colours = new Map()): string[] {
  const places = new Map([...colours.keys()].map((name, place) => [name, place]));
  return [...names].sort((a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size));
}

/** The marker of a target: like its colour, it means the same target in every figure of a run. */
export function targetSymbol(name: string, colours: Colours): (typeof SYMBOLS)[number] {
  const place = [...colours.keys()].indexOf(name);
  return SYMBOLS[Math.max(0, place) % SYMBOLS.length] ?? SYMBOLS[0];
}

/** A palette colour made lighter by mixing it with white: `share` 0 is the colour itself, 1 is white. */
export function lighten(colour: string, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(channel + (255 - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
