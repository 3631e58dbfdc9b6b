import { type JSONVisitor, printParseErrorCode, visit } from "jsonc-parser";

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

/** The first problem: what ends the reading. */
class Found extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** What each of the parser's mistakes had expected; every other one is about a string. */
const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol: "valid JSON",
  UnexpectedEndOfNumber: "a number",
  InvalidNumberFormat: "a number",
  InvalidCommentToken: "JSON without comments",
  PropertyNameExpected: "key",
  ValueExpected: "value",
  ColonExpected: "colon",
  CommaExpected: "a comma or the end of the list or object",
  CloseBraceExpected: "}",
  CloseBracketExpected: "]",
  EndOfFileExpected: "the end",
};

function sentence(mistake: string, token: string): string {
  const expected = EXPECTED[mistake];
  if (expected === undefined) return "this string is broken or does not end";
  if (token === "") return "the JSON text ends too early";
  return `expected ${expected}, got ${JSON.stringify(token.slice(0, 40))}`;
}

/**
 * Reads a JSON text without building it: finds the first mistake and its place (which `JSON.parse` does not always tell),
 * a key that stands twice in one object (of which `JSON.parse` silently keeps the last), the key `__proto__`, and nesting
 * deeper than `maxDepth`, before the parser's own recursion could exhaust the stack.
 */
export function inspectJson(text: string, options: { readonly maxDepth: number }): JsonInspection {
  const itemOffsets: number[] = [];
  try {
    visit(text, inspector(text, options.maxDepth, itemOffsets), { disallowComments: true });
    return { problem: null, itemOffsets };
  } catch (found) {
    if (!(found instanceof Found)) throw found;
    return { problem: { offset: found.offset, message: found.message }, itemOffsets };
  }
}

function inspector(text: string, maxDepth: number, itemOffsets: number[]): JSONVisitor {
  /** The keys of every list and object around this place; a list has none. */
  const open: Set<string>[] = [];
  const note = (offset: number, path: () => readonly (string | number)[]) => {
    if (open.length > 2) return;
    const [first, second, ...deeper] = path();
    const isItem = typeof first === "number" ? second === undefined : typeof second === "number";
    if (isItem && deeper.length === 0) itemOffsets.push(offset);
  };
  const begin: JSONVisitor["onArrayBegin"] = (offset, _length, _line, _column, path) => {
    if (open.length >= maxDepth) throw new Found(offset, `expected nesting of at most ${maxDepth} levels, got more`);
    note(offset, path);
    open.push(new Set());
  };
  return {
    onArrayBegin: begin,
    onObjectBegin: begin,
    onArrayEnd: () => open.pop(),
    onObjectEnd: () => open.pop(),
    onLiteralValue: (_value, offset, _length, _line, _column, path) => note(offset, path),
    onObjectProperty: (key, offset) => {
      if (key === "__proto__") throw new Found(offset, 'the key "__proto__" is not allowed');
      if (open.at(-1)?.has(key)) throw new Found(offset, `the key ${JSON.stringify(key)} stands twice in one object`);
      open.at(-1)?.add(key);
    },
    onError: (error, offset, length) => {
      throw new Found(offset, sentence(printParseErrorCode(error), text.slice(offset, offset + length)));
    },
  };
}
