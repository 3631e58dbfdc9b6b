// What a window has for a script: its document, and the little that plotly takes from a browser besides it.
import type { DrawingParts } from "./drawing-document.js";
import type { DrawnElement } from "./drawn-element.js";
import { serialize } from "./serialize.js";

/** What an element hands down to its children when they say nothing themselves. */
const INHERITED =
  /^(?:fill|stroke|font-|text-anchor|visibility|cursor|color|white-space|pointer-events|letter-spacing)/;

interface StyledElement extends DrawnElement {
  readonly style: { getPropertyValue(name: string): string };
  readonly parentElement: StyledElement | null;
}

/** A style property of an element, or of those above it. No style sheet takes part. */
function computedProperty(element: StyledElement, name: string): string {
  for (let at: StyledElement | null = element; at !== null; at = at.parentElement) {
    const own = at.style.getPropertyValue(name) || (at.getAttribute(name) ?? "");
    if (own !== "" || !INHERITED.test(name)) return own;
  }
  return "";
}

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function computedStyle(element: StyledElement) {
  const getPropertyValue = (name: string) => computedProperty(element, name);
  return new Proxy(
    { getPropertyValue },
    { get: (own, name) => (name === "getPropertyValue" ? own[name] : getPropertyValue(dashed(String(name)))) },
  );
}

/** The global names of a context in which plotly's script runs. Nothing here can load a file or reach the network. */
export function drawingGlobals(parts: DrawingParts): Record<string, unknown> {
  const globals = {
    ...parts,
    navigator: { userAgent: "benchbook" },
    getComputedStyle: computedStyle,
    XMLSerializer: class {
      serializeToString = serialize;
    },
    DOMParser: class {},
    TextDecoder,
    setTimeout,
    clearTimeout,
  };
  const window = Object.assign(globals, { window: globals, self: globals });
  Object.defineProperty(parts.document, "defaultView", { value: window });
  return window;
}
