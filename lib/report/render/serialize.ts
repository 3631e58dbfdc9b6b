import type { DrawnElement } from "./drawn-element.js";

// What no XML may hold, not even escaped (XML 1.0, section 2.2).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const inText = (text: string) =>
  text.replace(NO_XML, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const inAttribute = (text: string) =>
  inText(text).replace(/"/g, "&quot;").replace(/\t/g, "&#x9;").replace(/\n/g, "&#xA;").replace(/\r/g, "&#xD;");

/** A node of a drawing with all that is written of it. */
export interface WrittenNode extends Pick<DrawnElement, "localName"> {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly style: Iterable<string> & { getPropertyValue(name: string): string };
  readonly childNodes: Iterable<WrittenNode>;
}

/** linkedom keeps properties that were set to nothing, which a browser removes. */
function styleText(style: WrittenNode["style"]): string {
  const written = [...style].filter((name) => style.getPropertyValue(name) !== "");
  return written.map((name) => `${name}: ${style.getPropertyValue(name)};`).join(" ");
}

/**
 * A drawing as XML text (DOM Parsing and Serialization, section 3.2.1), names as they are, the style after the other
 * attributes: linkedom writes HTML, and keeps the newest attribute first.
 */
export function serialize(node: WrittenNode): string {
  if (node.nodeType !== 1) return inText(node.nodeValue ?? "");
  const plain = [...node.attributes].reverse().filter(({ name }) => name !== "style");
  const style = styleText(node.style);
  const attributes = style === "" ? plain : [...plain, { name: "style", value: style }];
  const tag = [node.localName, ...attributes.map(({ name, value }) => `${name}="${inAttribute(value)}"`)].join(" ");
  const inner = [...node.childNodes].map(serialize).join("");
  return inner === "" ? `<${tag}/>` : `<${tag}>${inner}</${node.localName}>`;
}
