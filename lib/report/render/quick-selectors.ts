// plotly asks thousands of times for `text`, `.point` or `#clip4105b1xy`. A selector engine that knows all of CSS takes a third of
// a picture's time for them; selectors of one step are answered here by one walk through the tree, all others by that engine.
import type { DOMWindow } from "jsdom";

const ONE_STEP = /^([a-zA-Z]+|\*)?((?:[.#][\w-]+|\[[\w-]+(?:[*^]?="[^"\\]+")?\])*)$/;
const CONDITION = /([.#])([\w-]+)|\[([\w-]+)(?:([*^]?)="([^"\\]+)")?\]/g;
const ELEMENT = 1;

/** Whether an element is one that a selector asks for. */
export type Fits = (element: Element) => boolean;

function hasWord(words: string | null, word: string): boolean {
  return words !== null && (words === word || words.split(" ").includes(word));
}

/** One condition on one attribute, as Selectors level 4 sections 6.1, 6.2, 6.6 and 6.7 have it. */
function condition(name: string, sign: string, asked: string | undefined): Fits {
  if (asked === undefined) return (element) => element.hasAttribute(name);
  if (sign === ".") return (element) => hasWord(element.getAttribute("class"), asked);
  if (sign === "^") return (element) => (element.getAttribute(name) ?? "").startsWith(asked);
  if (sign === "*") return (element) => (element.getAttribute(name) ?? "").includes(asked);
  return (element) => element.getAttribute(name) === asked;
}

/**
 * Reads a selector of one step: a tag, classes, an id, attributes. Null for any other, which needs a whole selector engine.
 * @example readOneStep("g.trace path"); // => null
 */
export function readOneStep(selector: string): Fits | null {
  const match = ONE_STEP.exec(selector);
  if (match === null || selector === "") return null;
  const tag = match[1] ?? "*";
  const conditions = [...(match[2] ?? "").matchAll(CONDITION)].map(([, sign, word, name, operator, value]) =>
    sign === undefined
      ? condition(name ?? "", operator ?? "", value)
      : condition(sign === "#" ? "id" : "class", sign, word),
  );
  return (element) => (tag === "*" || element.localName === tag) && conditions.every((fits) => fits(element));
}

function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT;
}

function afterInTree(node: Node, root: Node): Node | null {
  let at: Node | null = node;
  while (at !== null && at !== root) {
    if (at.nextSibling !== null) return at.nextSibling;
    at = at.parentNode;
  }
  return null;
}

/** The elements below one that fit, in the order of the document; at most `most` of them. */
export function elementsBelow(root: Element, fits: Fits, most: number): Element[] {
  const found: Element[] = [];
  for (let at = root.firstChild as Node | null; at !== null; at = at.firstChild ?? afterInTree(at, root)) {
    if (isElement(at) && fits(at) && found.push(at) === most) return found;
  }
  return found;
}

/** Answers an element's `querySelector` and `querySelectorAll` without a selector engine where the selector has one step. */
export function giveQuickSelectors(window: DOMWindow): void {
  const prototype = window.Element.prototype;
  const { querySelector, querySelectorAll } = prototype;
  const known = new Map<string, Fits | null>();
  const oneStep = (selector: string) => {
    if (!known.has(selector)) known.set(selector, readOneStep(selector));
    return known.get(selector) ?? null;
  };
  Object.assign(prototype, {
    querySelector(this: Element, selector: string) {
      const fits = oneStep(selector);
      return fits === null ? querySelector.call(this, selector) : (elementsBelow(this, fits, 1)[0] ?? null);
    },
    querySelectorAll(this: Element, selector: string) {
      const fits = oneStep(selector);
      return fits === null ? querySelectorAll.call(this, selector) : elementsBelow(this, fits, Number.MAX_SAFE_INTEGER);
    },
  });
}
