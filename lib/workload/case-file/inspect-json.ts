/** What is wrong with a JSON text, and where: an offset in UTF-16 units. */
export interface JsonProblem {
  readonly offset: number;
  readonly message: string;
}

/** `problem` is null when `JSON.parse` may be trusted with the text; `itemOffsets` is where each value two levels down begins. */
export interface JsonInspection {
  readonly problem: JsonProblem | null;
  /** Starts of the elements of an outermost list, or of the lists directly inside an outermost object. */
  readonly itemOffsets: readonly number[];
}

interface Frame {
  readonly kind: "list" | "object";
  readonly keys: Set<string>;
  readonly insideList: boolean;
}
type Expected = "value" | "value or ]" | "key or }" | "key" | "colon" | "comma or end" | "nothing";

/**
 * Reads a JSON text without building it: finds the first mistake and its place (which `JSON.parse` does not always tell),
 * a key that stands twice in one object (of which `JSON.parse` silently keeps the last), the key `__proto__`, and nesting
 * deeper than `maxDepth`. Uses no recursion, so hostile nesting cannot exhaust the stack.
 */
export function inspectJson(text: string, options: { readonly maxDepth: number }): JsonInspection {
  const inspector = new Inspector(text, options.maxDepth);
  return { problem: inspector.run(), itemOffsets: inspector.itemOffsets };
}

class Inspector {
  readonly itemOffsets: number[] = [];
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #frames: Frame[] = [];
  #expected: Expected = "value";
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  run(): JsonProblem | null {
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) break;
      const message = this.#step();
      if (message !== null) return { offset: this.#at, message };
    }
    return this.#expected === "nothing" ? null : { offset: this.#at, message: "the JSON text ends too early" };
  }

  #skipSpace(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  /** Takes one token; gives a message when it may not stand here. */
  #step(): string | null {
    const character = this.#text[this.#at] ?? "";
    if (this.#expected === "nothing") return `expected the end, got ${JSON.stringify(character)}`;
    if (character === "," || character === ":") return this.#separator(character);
    if (character === "]" || character === "}") return this.#close(character);
    if (this.#expected === "key" || this.#expected === "key or }") return this.#key(character);
    if (this.#expected !== "value" && this.#expected !== "value or ]") return this.#unexpected(character);
    if (character === "[" || character === "{") return this.#open(character);
    return this.#scalar(character);
  }

  #separator(character: string): string | null {
    const wanted = this.#expected === "colon" ? ":" : this.#expected === "comma or end" ? "," : "";
    if (character !== wanted) return this.#unexpected(character);
    const nextIsKey = character === "," && this.#frames.at(-1)?.kind === "object";
    this.#expected = nextIsKey ? "key" : "value";
    this.#at++;
    return null;
  }

  #close(character: string): string | null {
    const frame = this.#frames.at(-1);
    const mayClose = this.#expected === "comma or end" || this.#expected.endsWith(` or ${character}`);
    if (frame === undefined || !mayClose || (frame.kind === "list") !== (character === "]")) {
      return this.#unexpected(character);
    }
    this.#frames.pop();
    this.#at++;
    this.#valueEnded();
    return null;
  }

  #open(character: string): string | null {
    if (this.#frames.length >= this.#maxDepth) return `expected nesting of at most ${this.#maxDepth} levels, got more`;
    this.#noteItem();
    const kind = character === "[" ? "list" : "object";
    this.#frames.push({ kind, keys: new Set(), insideList: this.#frames.at(-1)?.kind === "list" });
    this.#expected = kind === "list" ? "value or ]" : "key or }";
    this.#at++;
    return null;
  }

  #key(character: string): string | null {
    if (character !== '"') return this.#unexpected(character);
    const value = this.#string();
    if (value === null) return "this string is broken or does not end";
    const keys = this.#frames.at(-1)?.keys;
    if (value.text === "__proto__") return 'the key "__proto__" is not allowed';
    if (keys?.has(value.text)) return `the key ${JSON.stringify(value.text)} stands twice in one object`;
    keys?.add(value.text);
    this.#at = value.end;
    this.#expected = "colon";
    return null;
  }

  #scalar(character: string): string | null {
    this.#noteItem();
    if (character === '"') {
      const value = this.#string();
      if (value === null) return "this string is broken or does not end";
      this.#at = value.end;
    } else {
      const word = /[\w.+-]*/y;
      word.lastIndex = this.#at;
      const token = word.exec(this.#text)?.[0] ?? "";
      if (parsed(token) === undefined) return this.#unexpected(token === "" ? character : token);
      this.#at += token.length;
    }
    this.#valueEnded();
    return null;
  }

  #string(): { readonly text: string; readonly end: number } | null {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === "\\" ? 2 : 1;
    const value = parsed(this.#text.slice(this.#at, end + 1));
    return typeof value === "string" ? { text: value, end: end + 1 } : null;
  }

  #noteItem(): void {
    const frame = this.#frames.at(-1);
    const inOuterList = this.#frames.length === 1 && frame?.kind === "list";
    const inInnerList = this.#frames.length === 2 && frame?.kind === "list" && !frame.insideList;
    if (inOuterList || inInnerList) this.itemOffsets.push(this.#at);
  }

  #valueEnded(): void {
    this.#expected = this.#frames.length === 0 ? "nothing" : "comma or end";
  }

  #unexpected(token: string): string {
    const expected = this.#expected === "comma or end" ? "a comma or the end of the list or object" : this.#expected;
    return `expected ${expected}, got ${JSON.stringify(token.slice(0, 40))}`;
  }
}

/** The value of one JSON scalar; undefined when it is none. */
function parsed(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}
