// The selectors that d3 and plotly ask a drawing by: steps of a tag, classes, an id, attributes, :not(…) and :first-child, below
// one another or right below one another, and lists of such.
import type { PlainElement } from "./plain-element.js";
import { NODE, type PlainNode } from "./plain-node.js";

/** Whether an element is one that a selector asks for. */
export type Fits = (element: PlainElement) => boolean;

const PART =
  /^(?:([a-zA-Z][\w-]*|\*)|\.([\w-]+)|#([\w-]+)|\[([\w:-]+)(?:([*^$~]?)=["']?([^"'\]]*)["']?)?\]|:not\(([^()]+)\)|:(first-child|last-child))/;

const isElement = (node: PlainNode | null): node is PlainElement => node?.nodeType === NODE.element;

function hasWord(words: string | null, word: string): boolean {
  return words !== null && (words === word || words.split(" ").includes(word));
}

function attributeFits(name: string, operator: string, asked: string | undefined): Fits {
  if (asked === undefined) return (element) => element.hasAttribute(name);
  const compare: Readonly<Record<string, (value: string) => boolean>> = {
    "": (value) => value === asked,
    "^": (value) => value.startsWith(asked),
    "*": (value) => value.includes(asked),
    $: (value) => value.endsWith(asked),
    "~": (value) => hasWord(value, asked),
  };
  const test = compare[operator] ?? (() => false);
  return (element) => {
    const value = element.getAttribute(name);
    return value !== null && test(value);
  };
}

function isEdge(element: PlainElement, side: "previousSibling" | "nextSibling"): boolean {
  let at = element[side];
  while (at !== null && !isElement(at)) at = at[side];
  return at === null;
}

function partFits(match: RegExpExecArray): Fits {
  const [, tag, word, id, attribute, operator = "", value, not, edge] = match;
  if (tag !== undefined) return (element) => tag === "*" || element.localName === tag;
  if (word !== undefined) return (element) => hasWord(element.getAttribute("class"), word);
  if (id !== undefined) return (element) => element.getAttribute("id") === id;
  if (attribute !== undefined) return attributeFits(attribute, operator, value);
  if (edge !== undefined)
    return (element) => isEdge(element, edge === "first-child" ? "previousSibling" : "nextSibling");
  const inner = readSelector(not ?? "");
  return (element) => !inner(element);
}

const refuse = (selector: string): never => {
  throw new Error(`expected a selector that a drawing knows, got ${JSON.stringify(selector)}`);
};

/** One step: everything between two combinators. */
function readStep(step: string, selector: string): Fits {
  const parts: Fits[] = [];
  let rest = step;
  while (rest !== "") {
    const match = PART.exec(rest);
    if (match === null) return refuse(selector);
    parts.push(partFits(match));
    rest = rest.slice(match[0].length);
  }
  const [only] = parts;
  if (only === undefined) return refuse(selector);
  return parts.length === 1 ? only : (element) => parts.every((fits) => fits(element));
}

/** The last step must be the element's own, and those before it lie above, in this order. */
function readPath(path: string, selector: string): Fits {
  const words = path
    .trim()
    .replace(/\s*>\s*/g, " >")
    .split(/\s+/);
  return (
    words.reduce<Fits | null>((above, word) => {
      const isChild = word.startsWith(">");
      const own = readStep(isChild ? word.slice(1) : word, selector);
      if (above === null) return own;
      return (element) => {
        if (!own(element)) return false;
        for (let at = element.parentNode; isElement(at); at = at.parentNode) {
          if (above(at)) return true;
          if (isChild) return false;
        }
        return false;
      };
    }, null) ?? refuse(selector)
  );
}

const known = new Map<string, Fits>();

/** Reads a selector. Throws for one that this does not know, so that nothing is silently not found. */
export function readSelector(selector: string): Fits {
  const before = known.get(selector);
  if (before !== undefined) return before;
  const paths = selector.split(",").map((path) => readPath(path, selector));
  const [only] = paths;
  const fits: Fits = only !== undefined && paths.length === 1 ? only : (element) => paths.some((one) => one(element));
  if (known.size > 2000) known.clear(); // clip paths have names of their own, in every figure others
  known.set(selector, fits);
  return fits;
}

function afterInTree(node: PlainNode, root: PlainNode): PlainNode | null {
  for (let at: PlainNode | null = node; at !== null && at !== root; at = at.parentNode)
    if (at.nextSibling !== null) return at.nextSibling;
  return null;
}

/** The elements below one that fit, in the order of the drawing; at most `most` of them. */
export function elementsBelow(root: PlainNode, fits: Fits, most: number): PlainElement[] {
  const found: PlainElement[] = [];
  for (let at = root.firstChild; at !== null; at = at.firstChild ?? afterInTree(at, root))
    if (isElement(at) && fits(at) && found.push(at) === most) return found;
  return found;
}
