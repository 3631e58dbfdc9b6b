import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { PlainCanvas, PlainElement, PlainSvgElement } from "./plain-element.js";
import { NODE, type PlainNode } from "./plain-node.js";
import { PlainDocument } from "./plain-window.js";
import { readSelector } from "./selectors.js";
import { serialize } from "./serialize.js";

// What is expected comes from jsdom, which follows the standards: the same things are done to both.

const SVG = "http://www.w3.org/2000/svg";
const PAGE = `<svg xmlns="${SVG}"><g class="legend a-1" id="l1"><text class="legendtext">x &amp; y</text><path class="point js"/><g><path id="p"/></g></g><g class="legendary" data-index="0"><text data-index="10">y<tspan class="line">z</tspan></text><linearGradient id="q"/></g><g class=""/></svg>`;

const plainDocument = () =>
  new PlainDocument({ HtmlElement: PlainElement, SvgElement: PlainSvgElement, CanvasElement: PlainCanvas });

function copyInto(document: PlainDocument, from: Element): PlainElement {
  const to = document.createElementNS(from.namespaceURI, from.localName);
  for (const { name, value } of from.attributes) to.setAttribute(name, value);
  for (const child of from.childNodes) {
    if (child.nodeType === NODE.text) to.appendChild(document.createTextNode(child.nodeValue));
    else to.appendChild(copyInto(document, child as Element));
  }
  return to;
}

function both() {
  const theirs = new JSDOM(PAGE, { contentType: "image/svg+xml" }).window;
  const document = plainDocument();
  const ours = document.body.appendChild(copyInto(document, theirs.document.documentElement));
  return { theirs, ours, document };
}

const SELECTORS = [
  ...["text", "path", "g.legend", ".legend", ".point.js", ".js.point", ".none", "*", "tspan", "linearGradient"],
  ...["g.legend.a-1", "#p", "path#p", "text#p", '[class^="legend"]', '[data-index="0"]', "[id]", '[class*="gend"]'],
  ...['.legendary[data-index="0"]', "g text", "g > path", "g>g>path", "text,path", "text, #q", "path:not([id])"],
  ...[":first-child", "g:first-child", "g:last-child", "g[class~=legend]", "g:not(.legend) text", "g g path"],
];

test("a selector finds what jsdom's own engine finds, in the same order", () => {
  const { theirs, ours } = both();
  for (const selector of SELECTORS) {
    const found = ours.querySelectorAll(selector);
    const names = (one: PlainElement) => `${one.localName} ${one.getAttribute("class")} ${one.id} ${one.textContent}`;
    // One by one, in the order of the tree: jsdom gives those of a list of selectors in the order of the list.
    const all = [...theirs.document.documentElement.querySelectorAll("*")];
    const expected = all
      .filter((one) => one.matches(selector))
      .map((one) => `${one.localName} ${one.getAttribute("class")} ${one.id} ${one.textContent}`);
    assert.deepEqual(found.map(names), expected, selector);
    assert.equal(ours.querySelector(selector), found[0] ?? null);
    for (const one of found) assert.ok(one.matches(selector), selector);
  }
});

test("a selector that is not known is refused by name, and never silently finds nothing", () => {
  for (const selector of ["", "!", "g:hover", "a + b", "1a"])
    assert.throws(() => readSelector(selector), /expected a selector that a drawing knows/, selector);
});

test("a drawing is written as XML as a browser writes it", () => {
  const { theirs, ours } = both();
  const hard = 'a & b < c > d "e"\n\tü🙂';
  for (const root of [theirs.document.documentElement, ours]) {
    root.querySelector("path")?.setAttribute("d", hard);
    const text = root.querySelector("text");
    if (text !== null) text.textContent = hard;
  }
  const expected = new theirs.XMLSerializer().serializeToString(theirs.document.documentElement);
  assert.equal(serialize(ours), expected);
  ours.setAttribute("title", "\u0000\u0008\uffff");
  assert.match(serialize(ours), / title=""/);
});

/** What plotly does to a tree, each step to be done to both. */
type Step = (root: PlainElement, make: (name: string) => PlainNode) => void;

const STEPS: readonly Step[] = [
  (root, make) => root.appendChild(make("rect")),
  (root, make) => root.insertBefore(make("circle"), root.firstChild),
  (root, make) => root.appendChild(root.firstChild ?? make("line")),
  (root, make) => root.insertBefore(root.lastChild ?? make("line"), root.firstChild),
  (root, make) => root.removeChild(root.firstChild ?? make("line")),
  (root, make) => root.replaceChild(make("line"), root.lastChild ?? make("line")),
  (root, make) => root.appendChild((root.firstChild ?? make("line")).cloneNode(true)),
  (root) => root.classList.add("one"),
  (root) => root.classList.remove("legend"),
  (root) => root.setAttribute("style", "fill: red; opacity: 0.5;"),
  (root) => root.style.setProperty("stroke-width", "2px"),
  (root) => root.style.setProperty("fill", ""),
  (root) => root.style.removeProperty("opacity"),
  (root) => root.removeAttribute("style"),
  (root) => {
    root.textContent = "t";
  },
];

test("a tree and its styles are the same after every step that plotly takes", () => {
  const { theirs, ours, document } = both();
  const [reference, own] = [theirs.document.querySelector("g"), ours.querySelector("g")];
  assert.ok(reference && own);
  // To TypeScript jsdom's element is another thing; it has all that the steps ask for.
  const alike = reference as unknown as PlainElement;
  for (const [i, step] of STEPS.entries()) {
    step(alike, (name) => theirs.document.createElementNS(SVG, name) as unknown as PlainNode);
    step(own, (name) => document.createElementNS(SVG, name));
    const expected: string = new theirs.XMLSerializer().serializeToString(reference).replace(` xmlns="${SVG}"`, "");
    assert.equal(serialize(own), expected, `after step ${i}`);
  }
});

test("a node that is put into itself or before a stranger is refused", () => {
  const document = plainDocument();
  const [outer, inner] = [document.createElement("div"), document.createElement("div")];
  outer.appendChild(inner);
  assert.throws(() => inner.appendChild(outer), /not put into itself/);
  assert.throws(
    () => inner.insertBefore(document.createElement("p"), document.body),
    /expected a child to insert before/,
  );
  assert.throws(() => inner.removeChild(outer), /expected a child to remove/);
});

test("what plotly asks an entity for is its character", () => {
  const div = plainDocument().createElement("div");
  for (const [entity, character] of [
    ["&amp;", "&"],
    ["&quot;", '"'],
    ["&#60;", "<"],
    ["&#x1f642;", "🙂"],
    ["&nope;", "&nope;"],
  ]) {
    div.innerHTML = entity ?? "";
    assert.equal(div.textContent, character);
  }
});
