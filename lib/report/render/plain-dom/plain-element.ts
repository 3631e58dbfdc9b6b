import { NODE, PlainNode } from "./plain-node.js";
import { PlainStyle } from "./plain-style.js";
import { elementsBelow, type Fits, readSelector } from "./selectors.js";

const HTML = "http://www.w3.org/1999/xhtml";

/** Where an element belongs, which d3 and plotly ask for. */
export interface Owner {
  readonly defaultView: object | null;
}

/** An element of a drawing. */
export class PlainElement extends PlainNode {
  readonly nodeType = NODE.element;
  readonly namespaceURI: string;
  /** As written in SVG, in small letters in HTML. */
  readonly localName: string;
  readonly ownerDocument: Owner;
  readonly #attributes = new Map<string, string>();
  #style: PlainStyle | null = null;

  constructor(owner: Owner, name: string, namespace: string) {
    super();
    this.ownerDocument = owner;
    this.namespaceURI = namespace;
    this.localName = namespace === HTML ? name.toLowerCase() : name;
  }

  get tagName(): string {
    return this.namespaceURI === HTML ? this.localName.toUpperCase() : this.localName;
  }

  get nodeName(): string {
    return this.tagName;
  }

  get style(): PlainStyle {
    this.#style ??= new PlainStyle();
    return this.#style;
  }

  set style(text: unknown) {
    this.style.cssText = String(text);
  }

  getAttribute(name: string): string | null {
    if (name === "style") return this.#style === null || this.#style.isEmpty ? null : this.#style.cssText;
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    if (name === "style") this.style.cssText = String(value);
    else this.#attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    if (name === "style") this.#style = null;
    else this.#attributes.delete(name);
  }

  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }

  getAttributeNS(_space: string | null, name: string): string | null {
    return this.getAttribute(name);
  }

  setAttributeNS(_space: string | null, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }

  removeAttributeNS(_space: string | null, name: string): void {
    this.removeAttribute(name);
  }

  /** Names and values, the style last. */
  get attributes(): readonly { readonly name: string; readonly value: string }[] {
    const style = this.getAttribute("style");
    const all = [...this.#attributes].map(([name, value]) => ({ name, value }));
    return style === null ? all : [...all, { name: "style", value: style }];
  }

  get id(): string {
    return this.getAttribute("id") ?? "";
  }

  set id(id: string) {
    this.setAttribute("id", id);
  }

  get className(): string {
    return this.getAttribute("class") ?? "";
  }

  set className(words: string) {
    this.setAttribute("class", words);
  }

  get classList() {
    const words = () => this.className.split(/\s+/).filter((word) => word !== "");
    const write = (next: readonly string[]) => {
      this.className = next.join(" ");
    };
    return {
      add: (word: string) => write([...new Set([...words(), word])]),
      remove: (word: string) => write(words().filter((one) => one !== word)),
      contains: (word: string) => words().includes(word),
    };
  }

  get parentElement(): PlainElement | null {
    return this.parentNode instanceof PlainElement ? this.parentNode : null;
  }

  get children(): PlainElement[] {
    return this.childNodes.filter((node) => node instanceof PlainElement);
  }

  get firstElementChild(): PlainElement | null {
    return this.children[0] ?? null;
  }

  querySelector(selector: string): PlainElement | null {
    return elementsBelow(this, readSelector(selector), 1)[0] ?? null;
  }

  querySelectorAll(selector: string): PlainElement[] {
    return elementsBelow(this, readSelector(selector), Number.MAX_SAFE_INTEGER);
  }

  getElementsByTagName(name: string): PlainElement[] {
    const fits: Fits = (element) => name === "*" || element.localName === name;
    return elementsBelow(this, fits, Number.MAX_SAFE_INTEGER);
  }

  getElementsByClassName(word: string): PlainElement[] {
    return this.querySelectorAll(`.${word}`);
  }

  matches(selector: string): boolean {
    return readSelector(selector)(this);
  }

  closest(selector: string): PlainElement | null {
    const fits = readSelector(selector);
    for (let at: PlainNode | null = this; at instanceof PlainElement; at = at.parentNode) if (fits(at)) return at;
    return null;
  }

  /** Text alone: plotly asks it what an entity stands for, and nothing else is ever given. */
  set innerHTML(text: string) {
    this.textContent = decodeEntities(String(text));
  }

  get innerHTML(): string {
    return this.textContent;
  }

  emptyCopy(): PlainElement {
    const Kind = this.constructor as new (owner: Owner, name: string, namespace: string) => PlainElement;
    const copy = new Kind(this.ownerDocument, this.localName, this.namespaceURI);
    for (const { name, value } of this.attributes) copy.setAttribute(name, value);
    return copy;
  }

  focus(): void {}
  blur(): void {}
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** The entities that a serialised drawing can hold. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    return ENTITIES[name] ?? whole;
  });
}

/** What draws, and has a box of its own. */
export class PlainSvgElement extends PlainElement {}

/** A picture that is painted point by point: heatmaps are painted before they are put into a drawing. */
export class PlainCanvas extends PlainElement {
  width = 300;
  height = 150;
}
