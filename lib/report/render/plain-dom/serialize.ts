import type { PlainElement } from "./plain-element.js";
import { NODE, type PlainNode } from "./plain-node.js";

// What no XML may hold, not even escaped (XML 1.0, section 2.2).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const inText = (text: string) =>
  text.replace(NO_XML, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const inAttribute = (text: string) =>
  inText(text).replace(/"/g, "&quot;").replace(/\t/g, "&#x9;").replace(/\n/g, "&#xA;").replace(/\r/g, "&#xD;");

const isElement = (node: PlainNode): node is PlainElement => node.nodeType === NODE.element;

/** A drawing as XML text (DOM Parsing and Serialization, section 3.2.1), its names as they are. */
export function serialize(node: PlainNode): string {
  if (!isElement(node)) return inText(node.textContent);
  let text = `<${node.localName}`;
  for (const { name, value } of node.attributes) text += ` ${name}="${inAttribute(value)}"`;
  if (node.firstChild === null) return `${text}/>`;
  text += ">";
  for (let at: PlainNode | null = node.firstChild; at !== null; at = at.nextSibling) text += serialize(at);
  return `${text}</${node.localName}>`;
}
