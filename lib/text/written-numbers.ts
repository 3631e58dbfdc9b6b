/** A number in a text. */
export interface WrittenNumber {
  /** Its characters, such as `1,234.5`. */
  readonly written: string;
  /** What it means, the usual English reading first: `72 %` is 72, and 0.72 as well. */
  readonly values: readonly number[];
  /** What it means where a comma and a point are exchanged, as other languages write numbers: `1,234` may be 1.234. */
  readonly elsewhere: readonly number[];
}

/** Space characters that stand between groups of three digits and nowhere else, and the apostrophes of Switzerland. */
const GROUP_MARKS = "'’\u00a0\u2009\u202f";
const BODY = String.raw`\d+(?:[.,${GROUP_MARKS}]\d+| \d{3}(?!\d))*|\.\d+`;
const EXPONENT = String.raw`[eE](?<power>[+-]?\d+)(?![\w])| ?[×x*·] ?10 ?\^ ?\{?(?<tens>[+-]?\d+)\}?`;
// A digit after a letter belongs to a name (H2O, GPT-4), and a minus after a digit or a bracket is a subtraction.
const NUMBER = new RegExp(
  String.raw`(?<![A-Za-z_\d.]|[A-Za-z]-)(?<minus>(?<![\w)\]}])-)?[$€£¥]?(?<minus2>-)?` +
    String.raw`(?:(?<whole>\d+) (?=\d+\/\d+(?![\d/])))?(?<body>${BODY})(?:${EXPONENT})?` +
    String.raw`(?:\/(?<below>\d+)(?![\d/]))?(?<percent> ?%)?`,
  "g",
);

/**
 * Every number in a text, in order: with separators between thousands, a decimal point or comma, a sign, a currency before it,
 * percent, powers of ten and simple fractions, also as LaTeX writes them. Digits inside a name (H2O) are left out.
 *
 * @example
 * writtenNumbers("It costs $1,234.50, or 3/4 of it.").map(({ values }) => values[0]); // => [1234.5, 0.75]
 */
export function writtenNumbers(text: string): readonly WrittenNumber[] {
  return [...plain(text).matchAll(NUMBER)].map(({ 0: written, groups = {} }) => {
    const { body = "", whole, power, tens, below, percent } = groups;
    const read = readings(body);
    const isNegative = groups.minus !== undefined || groups.minus2 !== undefined;
    const scaled = (value: number): number => {
      const times = value * 10 ** Number(power ?? tens ?? 0);
      const part = below === undefined ? times : Number(whole ?? 0) + times / Number(below);
      return isNegative ? -part : part;
    };
    const values = read.values.map(scaled);
    const shares = percent === undefined ? [] : values.map((value) => value / 100);
    return { written: written.trim(), values: [...values, ...shares], elsewhere: read.elsewhere.map(scaled) };
  });
}

/** The text with LaTeX and full-width characters as plain ones, so that one grammar reads them. */
function plain(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => digit.normalize("NFKC"))
    .replace(
      /(\d?)([¼-¾⅐-⅞])/g,
      (_, before: string, part: string) => `${before === "" ? "" : `${before} `}${fraction(part)}`,
    )
    .replace(/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/g, "$1/$2")
    .replace(/\{,\}/g, ",")
    .replace(/(?<=\d)\\[,;: ](?=\d)/g, "\u202f")
    .replace(/\\(?:times|cdot)\s*/g, "×")
    .replace(/\\([$%])/g, "$1")
    .replace(/\u2212/g, "-");
}

const fraction = (character: string) => character.normalize("NFKC").replace("\u2044", "/");

interface Readings {
  readonly values: readonly number[];
  readonly elsewhere: readonly number[];
}

const only = (value: number): Readings => ({ values: [value], elsewhere: [] });

/** What the digits and marks of a number mean. Marks that part no thousands and no decimals part a list, whose last number counts. */
function readings(body: string): Readings {
  if (body.includes(" ")) {
    const groups = body.split(" ");
    const joined = readings(groups.join("\u202f")).values;
    const last = groups.at(-1) ?? "";
    return { values: last.startsWith("0") ? joined : [...joined, ...readings(last).values], elsewhere: [] };
  }
  const digits = body.replace(new RegExp(`[${GROUP_MARKS}]`, "g"), "");
  const marks = digits.replace(/\d/g, "");
  const last = marks.at(-1);
  if (last === undefined) return only(Number(digits));
  const other = last === "," ? "." : ",";
  if (marks.includes(other)) return mixed(digits, last, other);
  return marks.length > 1 ? repeated(digits, last) : single(digits, last);
}

/** One comma or point. With three digits after it, it parts thousands in one country and decimals in another. */
function single(digits: string, mark: string): Readings {
  const [before = "", after = ""] = digits.split(mark);
  const decimal = Number(`${before}.${after}`);
  if (after.length === 3 && /^[1-9]\d{0,2}$/.test(before)) {
    const thousands = Number(before + after);
    return mark === "," ? { values: [thousands], elsewhere: [decimal] } : { values: [decimal], elsewhere: [thousands] };
  }
  return mark === "," ? { values: [decimal], elsewhere: [Number(after)] } : only(decimal);
}

/** Two or more of one mark: thousands, or a list. */
function repeated(digits: string, mark: string): Readings {
  const groups = digits.split(mark);
  return only(isGrouped(groups) ? Number(groups.join("")) : Number(groups.at(-1)));
}

/** Commas and points: the last mark is that of the decimals. */
function mixed(digits: string, last: string, other: string): Readings {
  const pieces = digits.split(last);
  const groups = (pieces[0] ?? "").split(other);
  if (pieces.length === 2 && isGrouped(groups)) return only(Number(`${groups.join("")}.${pieces[1]}`));
  return readings(digits.slice(digits.lastIndexOf(",") + 1));
}

const isGrouped = (groups: readonly string[]) =>
  groups.every((group, at) => (at === 0 ? /^[1-9]\d{0,2}$/ : /^\d{3}$/).test(group));
