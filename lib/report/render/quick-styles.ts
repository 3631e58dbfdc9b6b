// plotly writes the same style properties over and over: `opacity: 1` on what has it, `stroke-dasharray: ""` on what has none. jsdom
// parses each and writes the attribute anew; what would change nothing is left out here.
import type { DOMWindow } from "jsdom";

/** Shorthands and what they stand for change each other, so only plain properties are remembered. */
const PLAIN =
  /^(?:fill|stroke|opacity|vector-effect|white-space|font-(?:family|size|weight|style)|(?:fill|stroke)-[a-z]+)$/;

/** What was asked for, and what the declaration then said. */
interface Written {
  readonly asked: string;
  readonly got: string;
}

function needsWriting(asked: string, before: string, last: Written | undefined): boolean {
  if (asked === "") return before !== "";
  return last?.asked !== asked || last.got !== before;
}

/** Makes `style.setProperty` do nothing where the declaration already says what is asked. */
export function giveQuickStyles(window: DOMWindow): void {
  const prototype = window.CSSStyleDeclaration.prototype;
  const { setProperty } = prototype;
  const known = new WeakMap<CSSStyleDeclaration, Map<string, Written>>();
  Object.assign(prototype, {
    setProperty(this: CSSStyleDeclaration, name: string, value: string | null, priority = "") {
      const asked = value ?? "";
      if (priority !== "" || !PLAIN.test(name)) return setProperty.call(this, name, asked, priority);
      const written = known.get(this) ?? new Map<string, Written>();
      known.set(this, written);
      if (!needsWriting(asked, this.getPropertyValue(name), written.get(name))) return;
      setProperty.call(this, name, asked);
      written.set(name, { asked, got: this.getPropertyValue(name) });
    },
  });
}
