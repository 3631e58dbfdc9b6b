// The tree of a drawing: the part of the DOM that plotly uses, without what a browser has for pages (events, ranges, observers,
// checks of every argument), which takes most of a picture's time.

/** Kinds of nodes, as the DOM counts them. */
export const NODE = { element: 1, text: 3, document: 9 } as const;

/** A node of a drawing. Children are linked, so that taking one out or putting one in costs the same wherever it is. */
export abstract class PlainNode {
  abstract readonly nodeType: number;
  abstract readonly nodeName: string;
  parentNode: PlainNode | null = null;
  firstChild: PlainNode | null = null;
  lastChild: PlainNode | null = null;
  nextSibling: PlainNode | null = null;
  previousSibling: PlainNode | null = null;

  get nodeValue(): string | null {
    return null;
  }

  get childNodes(): PlainNode[] {
    const nodes: PlainNode[] = [];
    for (let at = this.firstChild; at !== null; at = at.nextSibling) nodes.push(at);
    return nodes;
  }

  hasChildNodes(): boolean {
    return this.firstChild !== null;
  }

  get textContent(): string {
    let text = "";
    for (let at = this.firstChild; at !== null; at = at.nextSibling) text += at.textContent;
    return text;
  }

  set textContent(text: string | null) {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    if (text !== null && text !== "") this.appendChild(new PlainText(String(text)));
  }

  contains(node: PlainNode | null): boolean {
    for (let at = node; at !== null; at = at.parentNode) if (at === this) return true;
    return false;
  }

  appendChild<T extends PlainNode>(node: T): T {
    return this.insertBefore(node, null);
  }

  insertBefore<T extends PlainNode>(node: T, before: PlainNode | null | undefined): T {
    const next = before ?? null;
    if (node === next) return node;
    if (node.contains(this))
      throw new Error("expected a node that is not put into itself, got one that holds its place");
    if (next !== null && next.parentNode !== this)
      throw new Error("expected a child to insert before, got another node");
    node.remove();
    const previous = next === null ? this.lastChild : next.previousSibling;
    node.parentNode = this;
    node.previousSibling = previous;
    node.nextSibling = next;
    if (previous === null) this.firstChild = node;
    else previous.nextSibling = node;
    if (next === null) this.lastChild = node;
    else next.previousSibling = node;
    return node;
  }

  removeChild<T extends PlainNode>(node: T): T {
    if (node.parentNode !== this) throw new Error("expected a child to remove, got a node from elsewhere");
    const { previousSibling, nextSibling } = node;
    if (previousSibling === null) this.firstChild = nextSibling;
    else previousSibling.nextSibling = nextSibling;
    if (nextSibling === null) this.lastChild = previousSibling;
    else nextSibling.previousSibling = previousSibling;
    node.parentNode = null;
    node.previousSibling = null;
    node.nextSibling = null;
    return node;
  }

  replaceChild<T extends PlainNode>(node: PlainNode, old: T): T {
    this.insertBefore(node, old);
    return this.removeChild(old);
  }

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  /** The same kind of node with the same content, and with `isDeep` its children too. */
  cloneNode(isDeep = false): PlainNode {
    const copy = this.emptyCopy();
    if (isDeep) for (let at = this.firstChild; at !== null; at = at.nextSibling) copy.appendChild(at.cloneNode(true));
    return copy;
  }

  abstract emptyCopy(): PlainNode;

  // A picture is drawn once and nobody touches it: nothing ever happens to it.
  addEventListener(): void {}
  removeEventListener(): void {}
  dispatchEvent(): boolean {
    return true;
  }
}

/** A piece of text. */
export class PlainText extends PlainNode {
  readonly nodeType = NODE.text;
  readonly nodeName = "#text";
  data: string;

  constructor(text: string) {
    super();
    this.data = text;
  }

  override get nodeValue(): string {
    return this.data;
  }

  override get textContent(): string {
    return this.data;
  }

  override set textContent(text: string | null) {
    this.data = text ?? "";
  }

  emptyCopy(): PlainText {
    return new PlainText(this.data);
  }
}
