// An element's style as plotly writes it: values are kept as they are given, since plotly gives them as a browser would.

/** Properties that plotly reads or writes by their name in JavaScript. */
const BY_NAME = [
  ...[
    "fill",
    "stroke",
    "opacity",
    "display",
    "visibility",
    "cursor",
    "position",
    "overflow",
    "transform",
    "background",
  ],
  ...["width", "height", "top", "left", "right", "bottom", "margin", "padding", "border", "color", "zIndex"],
  ...["fontFamily", "fontSize", "fontWeight", "fontStyle", "pointerEvents", "textAnchor", "whiteSpace", "userSelect"],
] as const;

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The inline style of one element. */
export class PlainStyle {
  readonly #values = new Map<string, string>();
  /** The whole text; null when it has to be written anew. */
  #text: string | null = "";
  [name: string]: unknown;

  getPropertyValue(name: string): string {
    return this.#values.get(name) ?? "";
  }

  setProperty(name: string, value: unknown): void {
    const text = value === null || value === undefined ? "" : String(value).trim();
    if (this.getPropertyValue(name) === text) return;
    this.#text = null;
    if (text === "") this.#values.delete(name);
    else this.#values.set(name, text);
  }

  removeProperty(name: string): string {
    const before = this.getPropertyValue(name);
    if (this.#values.delete(name)) this.#text = null;
    return before;
  }

  get cssText(): string {
    this.#text ??= [...this.#values].map(([name, value]) => `${name}: ${value};`).join(" ");
    return this.#text;
  }

  set cssText(text: string) {
    this.#values.clear();
    this.#text = null;
    for (const [, name = "", value = ""] of text.matchAll(/([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])+)/g))
      this.setProperty(name, value);
  }

  /** Whether nothing is written. */
  get isEmpty(): boolean {
    return this.#values.size === 0;
  }
}

for (const name of new Set(BY_NAME.flatMap((one) => [one, dashed(one)]))) {
  const property = dashed(name);
  Object.defineProperty(PlainStyle.prototype, name, {
    get(this: PlainStyle) {
      return this.getPropertyValue(property);
    },
    set(this: PlainStyle, value: unknown) {
      this.setProperty(property, value);
    },
  });
}
