// A window without a screen, for one drawing after another: what plotly asks of a browser beyond the tree of the drawing.
import type { Owner, PlainCanvas, PlainSvgElement } from "./plain-element.js";
import { PlainElement } from "./plain-element.js";
import { NODE, PlainNode, PlainText } from "./plain-node.js";
import { elementsBelow, readSelector } from "./selectors.js";
import { serialize } from "./serialize.js";

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";

type Kind<T> = new (owner: Owner, name: string, namespace: string) => T;

/** What a document makes its elements of. */
export interface Kinds {
  readonly HtmlElement: Kind<PlainElement>;
  readonly SvgElement: Kind<PlainSvgElement>;
  readonly CanvasElement: Kind<PlainCanvas>;
}

/** The document of a window, with an empty head and body. */
export class PlainDocument extends PlainNode {
  readonly nodeType = NODE.document;
  readonly nodeName = "#document";
  readonly documentElement: PlainElement;
  readonly head: PlainElement;
  readonly body: PlainElement;
  readonly styleSheets: readonly object[] = [];
  readonly readyState = "complete";
  readonly currentScript = null;
  readonly activeElement = null;
  defaultView: object | null = null;

  readonly #kinds: Kinds;

  constructor(kinds: Kinds) {
    super();
    this.#kinds = kinds;
    this.documentElement = this.appendChild(this.createElement("html"));
    this.head = this.documentElement.appendChild(this.createElement("head"));
    this.body = this.documentElement.appendChild(this.createElement("body"));
  }

  createElement(name: string): PlainElement {
    return this.createElementNS(HTML, name);
  }

  createElementNS(namespace: string | null, name: string): PlainElement {
    const { HtmlElement, SvgElement, CanvasElement } = this.#kinds;
    if (namespace === SVG) return new SvgElement(this, name, SVG);
    const isCanvas = name.toLowerCase() === "canvas";
    const element = new (isCanvas ? CanvasElement : HtmlElement)(this, name, namespace ?? HTML);
    // Its rules are for the screen: a drawing carries its own looks.
    if (name.toLowerCase() === "style") Object.assign(element, { sheet: { insertRule() {}, addRule() {} } });
    return element;
  }

  createTextNode(text: unknown): PlainText {
    return new PlainText(String(text));
  }

  getElementById(id: string): PlainElement | null {
    return elementsBelow(this, (element) => element.id === id, 1)[0] ?? null;
  }

  querySelector(selector: string): PlainElement | null {
    return elementsBelow(this, readSelector(selector), 1)[0] ?? null;
  }

  querySelectorAll(selector: string): PlainElement[] {
    return elementsBelow(this, readSelector(selector), Number.MAX_SAFE_INTEGER);
  }

  getElementsByTagName(name: string): PlainElement[] {
    return this.documentElement.getElementsByTagName(name);
  }

  emptyCopy(): PlainDocument {
    return new PlainDocument(this.#kinds);
  }
}

/** What is handed down to the children of an element when it says nothing itself. */
const INHERITED =
  /^(?:fill|stroke|font-|text-anchor|visibility|cursor|color|white-space|pointer-events|letter-spacing)/;

/** The style of an element with what it has from those above it. No style sheet takes part. */
function computedStyle(element: PlainElement) {
  const getPropertyValue = (name: string): string => {
    for (let at: PlainNode | null = element; at instanceof PlainElement; at = at.parentNode) {
      const own = at.style.getPropertyValue(name) || (at.getAttribute(name) ?? "");
      if (own !== "" || !INHERITED.test(name)) return own;
    }
    return "";
  };
  return new Proxy(
    { getPropertyValue },
    { get: (target, name) => (name === "getPropertyValue" ? target.getPropertyValue : getPropertyValue(dashed(name))) },
  );
}

const dashed = (name: string | symbol) => String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

class PlainSerializer {
  serializeToString(node: PlainNode): string {
    return serialize(node);
  }
}

/** Only for what is read from files, which a figure may not do. */
class NoParser {
  parseFromString(): never {
    throw new Error("a figure may not read a document");
  }
}

const nothing = () => undefined;

/** What a window has: put it into a context of its own, in which plotly's script then runs. */
export function plainWindow(kinds: Kinds): Record<string, unknown> {
  const document = new PlainDocument(kinds);
  const window = {
    document,
    navigator: { userAgent: "benchbook", platform: "", language: "en", maxTouchPoints: 0 },
    location: { href: "about:blank", protocol: "about:", host: "", hostname: "", origin: "null", search: "", hash: "" },
    devicePixelRatio: 1,
    innerWidth: 1024,
    innerHeight: 768,
    getComputedStyle: computedStyle,
    XMLSerializer: PlainSerializer,
    DOMParser: NoParser,
    Node: PlainNode,
    Element: PlainElement,
    HTMLElement: kinds.HtmlElement,
    SVGElement: kinds.SvgElement,
    HTMLCanvasElement: kinds.CanvasElement,
    console: { log: nothing, warn: nothing, error: nothing, info: nothing },
    addEventListener: nothing,
    removeEventListener: nothing,
    dispatchEvent: nothing,
    requestAnimationFrame: (task: () => void) => setTimeout(task, 0),
    cancelAnimationFrame: clearTimeout,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance: { now: () => performance.now(), mark: nothing, measure: nothing },
    URL: { createObjectURL: () => "", revokeObjectURL: nothing },
    Blob,
    atob,
    btoa,
    TextDecoder,
    TextEncoder,
    structuredClone,
    fetch: () => Promise.reject(new Error("a figure may not load anything")),
    matchMedia: () => ({ matches: false, addEventListener: nothing, removeEventListener: nothing }),
  };
  const whole = Object.assign(window, { window, self: window, top: window, parent: window });
  document.defaultView = whole;
  return whole;
}
