/** What the boxes of a drawing are computed from: an element of a browser's document or linkedom's. */
export interface DrawnElement {
  /** Its name as SVG writes it. */
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly textContent: string | null;
  readonly parentElement: DrawnElement | null;
  readonly children: Iterable<DrawnElement>;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly nodeValue: string | null }>;
  getAttribute(name: string): string | null;
}
