/** One line of a page of metrics. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** May be NaN or infinite: that is what the page said. */
  readonly value: number;
  readonly timestampMs: number | null;
}

/** A page of metrics, read. */
export interface PrometheusText {
  readonly samples: readonly PrometheusSample[];
  /** What `# TYPE` says of each name: counter, gauge, histogram, summary or untyped. */
  readonly types: ReadonlyMap<string, string>;
  /** Lines that are not in the format; they are left out. */
  readonly badLines: number;
}

/** Sticky, so that a line is read from where the name before it ended. */
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const TYPE = /^#[ \t]+TYPE[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]+(counter|gauge|histogram|summary|untyped)$/;
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\[\\"n])*)"[ \t]*(,|(?=\}))/y;
const AFTER = /[ \t]*(\S+)(?:[ \t]+(-?\d+))?$/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const ESCAPED: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

/**
 * Reads Prometheus's text format 0.0.4, by its description in Prometheus's documentation ("Exposition formats"): names, labels
 * with their escapes, numbers as Go writes them (NaN, +Inf, -Inf), timestamps, blank lines and comments. Pure; never throws.
 * @param wants which names are read: a server's page has hundreds of lines that nobody asked for. All by default.
 */
export function readPrometheus(text: string, wants: (name: string) => boolean = () => true): PrometheusText {
  const samples: PrometheusSample[] = [];
  const types = new Map<string, string>();
  let badLines = 0;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const end = newline === -1 ? text.length : newline;
    const begin = afterBlanks(text, from, end);
    if (text[begin] === "#") noteType(types, text.slice(begin, end), wants);
    else if (begin < end) {
      const name = match(NAME, text, begin)?.[0];
      if (name === undefined) badLines++;
      else if (wants(name)) {
        const sample = sampleOf(name, text.slice(begin + name.length, end));
        if (sample === null) badLines++;
        else samples.push(sample);
      }
    }
    from = end + 1;
  }
  return { samples, types, badLines };
}

function afterBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === " " || text[at] === "\t" || text[at] === "\r")) at++;
  return at;
}

function match(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function noteType(types: Map<string, string>, line: string, wants: (name: string) => boolean): void {
  const [, name, type] = TYPE.exec(line.trimEnd()) ?? [];
  if (name !== undefined && type !== undefined && wants(name)) types.set(name, type);
}

/** What stands after a name: labels, a value and perhaps an instant. Null when it is something else. */
function sampleOf(name: string, line: string): PrometheusSample | null {
  const rest = line.trimEnd();
  const begin = afterBlanks(rest, 0, rest.length);
  const labels = new Map<string, string>();
  let at = begin;
  if (rest[begin] === "{") {
    at = readLabels(rest, begin + 1, labels);
    if (at < 0) return null;
  } else if (begin === 0) return null;
  const [, number, timestamp] = match(AFTER, rest, at) ?? [];
  const value = number === undefined ? null : numberOf(number);
  if (value === null) return null;
  return { name, labels, value, timestampMs: timestamp === undefined ? null : Number(timestamp) };
}

/** Reads labels into a map and tells where they end; -1 where they are malformed. A comma may stand after the last one. */
function readLabels(line: string, from: number, labels: Map<string, string>): number {
  let at = from;
  for (;;) {
    const close = afterBlanks(line, at, line.length);
    if (line[close] === "}") return close + 1;
    const [whole, label, value] = match(LABEL, line, at) ?? [];
    if (whole === undefined || label === undefined || value === undefined) return -1;
    labels.set(label, value.includes("\\") ? value.replace(/\\[\\"n]/g, (pair) => ESCAPED[pair] ?? pair) : value);
    at += whole.length;
  }
}

/** A number as Go's ParseFloat takes it, without its hexadecimal forms; null for anything else. */
function numberOf(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (/^[+]?inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  return /^-inf(inity)?$/i.test(text) ? Number.NEGATIVE_INFINITY : null;
}
