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

/** Dashes of lines without markers: plotly's names. */
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"] as const;

/** Hatchings of bars, none first: plotly's names. */
export const HATCHINGS = ["", "/", "x", "-", ".", "\\", "+", "|"] as const;

/** What is no target, such as the words of the lens: colours that no target has (Tol's muted scheme), also apart for the colour-blind. */
export const WORD_COLOURS = ["#332288", "#882255", "#999933"] as const;

/** The colour of each target. A map, because a target may be called anything. */
export type Colours = ReadonlyMap<string, string>;

/**
 * Gives each name its colour by order of first appearance; a name in `known` keeps the colour it has there. Pass the
 * colours of a whole run to the figures of its parts, and a colour means the same target everywhere. After eight names
 * the colours come round again; then markers, dashes and the hatching of bars tell targets of one colour apart.
 */
export function targetColours(names: readonly string[], known: Colours = new Map()): Colours {
  const colours = new Map(known);
  const uses = new Map<string, number>();
  for (const colour of colours.values()) uses.set(colour, (uses.get(colour) ?? 0) + 1);
  for (const name of names) {
    if (colours.has(name)) continue;
    const colour = PALETTE.reduce((a, b) => ((uses.get(b) ?? 0) < (uses.get(a) ?? 0) ? b : a));
    colours.set(name, colour);
    uses.set(colour, (uses.get(colour) ?? 0) + 1);
  }
  return colours;
}

/** Names in the order of a run's colours, those without one last in the order that they had: one order in all its figures. */
export function inColourOrder(names: readonly string[], colours: Colours = new Map()): string[] {
  const places = new Map([...colours.keys()].map((name, place) => [name, place]));
  return [...names].sort((a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size));
}

/** Rows of targets in the order of a run's colours; see {@link inColourOrder}. */
export function inTargetOrder<T extends { readonly target: string }>(rows: readonly T[], colours?: Colours): T[] {
  const order = new Map(
    inColourOrder([...new Set(rows.map(({ target }) => target))], colours).map((name, i) => [name, i]),
  );
  return [...rows].sort((a, b) => (order.get(a.target) ?? 0) - (order.get(b.target) ?? 0));
}

/** Where a target's colour is in the palette, and how many targets before it have the same one. */
function colourPlace(name: string, colours: Colours): { readonly place: number; readonly round: number } {
  const colour = colours.get(name);
  let round = 0;
  for (const [other, its] of colours) {
    if (other === name) break;
    if (its === colour) round += 1;
  }
  const places: readonly (string | undefined)[] = PALETTE;
  return { place: Math.max(0, places.indexOf(colour)), round };
}

/**
 * The marker of a target: like its colour, it means the same target in every figure of a run. Where colours come round again the
 * markers are moved on by one, so that 64 targets have a pair of their own.
 */
export function targetSymbol(name: string, colours: Colours): (typeof SYMBOLS)[number] {
  const { place, round } = colourPlace(name, colours);
  return SYMBOLS[(place + round) % SYMBOLS.length] ?? SYMBOLS[0];
}

/** The dashes of a target's line: neighbours differ, so that lines on each other show through, and 48 targets have a pair of their own. */
export function targetDash(name: string, colours: Colours): (typeof DASHES)[number] {
  const { place, round } = colourPlace(name, colours);
  return DASHES[(place + round) % DASHES.length] ?? DASHES[0];
}

/** The hatching of a target's bar: none for the first of a colour. */
export function targetHatching(name: string, colours: Colours): (typeof HATCHINGS)[number] {
  return HATCHINGS[colourPlace(name, colours).round % HATCHINGS.length] ?? HATCHINGS[0];
}

/** The filling of a target's bar, as plotly has it. */
export function barFilling(name: string, colours: Colours): Readonly<Record<string, unknown>> {
  const color = colours.get(name) ?? PALETTE[0];
  const shape = targetHatching(name, colours);
  if (shape === "") return { color };
  return {
    color,
    pattern: { shape, fillmode: "overlay", fgcolor: INK.paper, fgopacity: 0.75, size: 7, solidity: 0.35 },
  };
}

/** A palette colour made lighter by mixing it with white: `share` 0 is the colour itself, 1 is white. */
export function lighten(colour: string, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(channel + (255 - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
