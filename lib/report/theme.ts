// One look for every figure. White paper also in dark notebooks, because print, PDF and GitHub show the same picture.

/** What figures and pages ask for; the renderer has the first, a browser takes what it has. */
export const FONT_STACK = "DejaVu Sans, Verdana, sans-serif";

/** Font sizes in pixels; the smallest still reads at 700 pixels across a page. */
export const FONT_SIZE = { title: 15, axis: 12, tick: 11.5, caption: 10.5 } as const;

/** The default width of a figure in CSS pixels: what fits a notebook cell without being clipped. */
export const FIGURE_WIDTH = 700;

/** What the labels of lanes and the edges take of a figure's width, at most. */
export const BESIDE_LANES = 234;

/** Grays with a contrast of at least 4.5 to white for text (WCAG AA). */
export const INK = {
  text: "#222222",
  muted: "#555555",
  line: "#888888",
  grid: "#e4e4e4",
  faint: "#bbbbbb",
  paper: "#ffffff",
} as const;

/**
 * Eight colors that people with any common color blindness can tell apart (Okabe and Ito 2008, "Color Universal
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

/** Better and worse, where no target is meant: two colors that no target has, apart also for the color-blind (PRGn, ColorBrewer). */
export const EFFECT = { better: "#1b7837", worse: "#762a83" } as const;

/** Marker shapes in the order of the palette, so that a figure also reads without color. */
export const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "pentagon", "star", "hexagon"] as const;

/** Dashes of lines without markers: plotly's names. */
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"] as const;

/** Hatchings of bars, none first: plotly's names. */
export const HATCHINGS = ["", "/", "x", "-", ".", "\\", "+", "|"] as const;

/** What is no target, such as the words of the lens: colors that no target has (Tol's muted scheme), also apart for the color-blind. */
export const WORD_COLORS = ["#332288", "#882255", "#999933"] as const;

/** The color of each target. A map, because a target may be called anything. */
export type Colors = ReadonlyMap<string, string>;

/**
 * Gives each name its color by order of first appearance; a name in `known` keeps the color it has there. Pass the
 * colors of a whole run to the figures of its parts, and a color means the same target everywhere. After eight names
 * the colors come round again; then markers, dashes and the hatching of bars tell targets of one color apart.
 */
export function targetColors(names: readonly string[], known: Colors = new Map()): Colors {
  const colors = new Map(known);
  const uses = new Map<string, number>();
  for (const color of colors.values()) uses.set(color, (uses.get(color) ?? 0) + 1);
  for (const name of names) {
    if (colors.has(name)) continue;
    const color = PALETTE.reduce((a, b) => ((uses.get(b) ?? 0) < (uses.get(a) ?? 0) ? b : a));
    colors.set(name, color);
    uses.set(color, (uses.get(color) ?? 0) + 1);
  }
  return colors;
}

/** Names in the order of a run's colors, those without one last in the order that they had: one order in all its figures. */
export function inColorOrder(names: readonly string[], colors: Colors = new Map()): string[] {
  const places = new Map([...colors.keys()].map((name, place) => [name, place]));
  return [...names].sort((a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size));
}

/** Rows of targets in the order of a run's colors; see {@link inColorOrder}. */
export function inTargetOrder<T extends { readonly target: string }>(rows: readonly T[], colors?: Colors): T[] {
  const order = new Map(
    inColorOrder([...new Set(rows.map(({ target }) => target))], colors).map((name, i) => [name, i]),
  );
  return [...rows].sort((a, b) => (order.get(a.target) ?? 0) - (order.get(b.target) ?? 0));
}

/** Where a target's color is in the palette, and how many targets before it have the same one. */
function colorPlace(name: string, colors: Colors): { readonly place: number; readonly round: number } {
  const color = colors.get(name);
  let round = 0;
  for (const [other, its] of colors) {
    if (other === name) break;
    if (its === color) round += 1;
  }
  const places: readonly (string | undefined)[] = PALETTE;
  return { place: Math.max(0, places.indexOf(color)), round };
}

/**
 * The marker of a target: like its color, it means the same target in every figure of a run. Where colors come round again the
 * markers are moved on by one, so that 64 targets have a pair of their own.
 */
export function targetSymbol(name: string, colors: Colors): (typeof SYMBOLS)[number] {
  const { place, round } = colorPlace(name, colors);
  return SYMBOLS[(place + round) % SYMBOLS.length] ?? SYMBOLS[0];
}

/** The dashes of a target's line: neighbors differ, so that lines on each other show through, and 48 targets have a pair of their own. */
export function targetDash(name: string, colors: Colors): (typeof DASHES)[number] {
  const { place, round } = colorPlace(name, colors);
  return DASHES[(place + round) % DASHES.length] ?? DASHES[0];
}

/** The hatching of a target's bar: none for the first of a color. */
export function targetHatching(name: string, colors: Colors): (typeof HATCHINGS)[number] {
  return HATCHINGS[colorPlace(name, colors).round % HATCHINGS.length] ?? HATCHINGS[0];
}

/** The filling of a target's bar, as plotly has it. */
export function barFilling(name: string, colors: Colors): Readonly<Record<string, unknown>> {
  const color = colors.get(name) ?? PALETTE[0];
  const shape = targetHatching(name, colors);
  if (shape === "") return { color };
  return {
    color,
    pattern: { shape, fillmode: "overlay", fgcolor: INK.paper, fgopacity: 0.75, size: 7, solidity: 0.35 },
  };
}

/** A palette color made lighter by mixing it with white: `share` 0 is the color itself, 1 is white. */
export function lighten(color: string, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(channel + (255 - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
