import assert from "node:assert/strict";
import { test } from "node:test";
import { createCanvas } from "@napi-rs/canvas";
import { JSDOM } from "jsdom";
import { svgPathProperties as PathProperties } from "svg-path-properties";
import { openDocument } from "./drawing-document.js";
import { serialize, type WrittenNode } from "./serialize.js";

// What is expected comes from jsdom, which follows the standards: the same things are done to both.

const SVG = "http://www.w3.org/2000/svg";
const size = { width: 700, height: 420 };
const open = () => openDocument({ measure: createCanvas(1, 1).getContext("2d"), createCanvas, PathProperties, size });

/** An element of either document, as far as a step needs it. */
interface Either extends WrittenNode {
  readonly firstChild: Either | null;
  readonly lastChild: Either | null;
  readonly classList: { add(word: string): void; remove(word: string): void };
  readonly style: WrittenNode["style"] & {
    setProperty(name: string, value: string): void;
    removeProperty(name: string): void;
  };
  textContent: string | null;
  appendChild(node: Either): void;
  insertBefore(node: Either, before: Either | null): void;
  removeChild(node: Either): void;
  replaceChild(node: Either, old: Either): void;
  cloneNode(isDeep: boolean): Either;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

type Step = (root: Either, make: (name: string) => Either) => void;

/** What plotly does to a tree. */
const STEPS: readonly Step[] = [
  (root) => root.setAttribute("class", "legend a-1"),
  (root) => root.setAttribute("id", "l1"),
  (root, make) => root.appendChild(make("rect")),
  (root, make) => root.insertBefore(make("circle"), root.firstChild),
  (root, make) => root.appendChild(root.firstChild ?? make("line")),
  (root, make) => root.insertBefore(root.lastChild ?? make("line"), root.firstChild),
  (root, make) => root.removeChild(root.firstChild ?? make("line")),
  (root, make) => root.replaceChild(make("linearGradient"), root.lastChild ?? make("line")),
  (root, make) => root.appendChild((root.firstChild ?? make("line")).cloneNode(true)),
  (root) => root.classList.add("one"),
  (root) => root.classList.remove("legend"),
  (root) => root.setAttribute("style", "fill: red; opacity: 0.5;"),
  (root) => root.style.setProperty("stroke-width", "2px"),
  (root) => root.style.setProperty("fill", ""),
  (root) => root.style.removeProperty("opacity"),
  (root) => root.removeAttribute("style"),
  (root) => root.setAttribute("d", 'a & b < c > d "e"\n\tü🙂'),
  (root) => {
    root.textContent = 'a & b < c > d "e"\n\tü🙂';
  },
];

test("a drawing is written as a browser writes it, after every step that plotly takes", async () => {
  const { window } = new JSDOM(`<svg xmlns="${SVG}"/>`, { contentType: "image/svg+xml" });
  const { document } = await open();
  // To TypeScript the two are different things; each has all that the steps need.
  const theirs = (name: string) => window.document.createElementNS(SVG, name) as unknown as Either;
  const ours = (name: string) => document.createElementNS(SVG, name) as unknown as Either;
  const [reference, own] = [theirs("g"), ours("g")];
  for (const [i, step] of STEPS.entries()) {
    step(reference, theirs);
    step(own, ours);
    const expected = new window.XMLSerializer().serializeToString(reference as unknown as Node);
    assert.equal(serialize(own), expected.replace(` xmlns="${SVG}"`, ""), `after step ${i}`);
  }
});

test("what no XML may hold is not written", async () => {
  const { document } = await open();
  const text = document.createElementNS(SVG, "text") as unknown as Either;
  text.setAttribute("title", "\u0000\u0008");
  text.textContent = "a\u001f\uffff";
  assert.equal(serialize(text), '<text title="">a</text>');
});

test("elements of SVG are named as written, those of a page in capitals", async () => {
  const { document } = await open();
  const [svg, html] = [document.createElementNS(SVG, "clipPath"), document.createElement("div")];
  assert.deepEqual(
    [svg, html].map((one) => Reflect.get(one, "nodeName")),
    ["clipPath", "DIV"],
  );
});
