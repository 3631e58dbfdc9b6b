// The one place where foreign text (answers, prompts, model and run names) is made harmless.

// Control characters, lone surrogates and text-direction overrides: none belongs in a page, an SVG or a table.
const CONTROL = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Text without control characters, direction overrides and broken surrogates; line breaks and tabs become one blank
 * unless `keepLines` is set.
 * @example cleanText("a\u0000b\nc"); // => "ab c"
 */
export function cleanText(text: string, options: { readonly keepLines?: boolean } = {}): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const clean = lines.map((line) => line.replace(/\t/g, " ").replace(CONTROL, "").replace(LONE_SURROGATE, "\ufffd"));
  return clean.join(options.keepLines === true ? "\n" : " ");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text for HTML, safe between tags and inside a quoted attribute.
 * @example escapeHtml("<b>\"1\" & '2'"); // => "&lt;b&gt;&quot;1&quot; &amp; &#39;2&#39;"
 */
export function escapeHtml(text: string): string {
  return cleanText(text, { keepLines: true }).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * Text for one line or table cell of Markdown (GitHub's): nothing in it is read as markup, as HTML or as a cell's end.
 * Underscores inside a word, as in model names, are no markup and stay.
 * @example escapeMarkdown("a|b `c` <d> q4_1"); // => "a\\|b \\`c\\` &lt;d&gt; q4_1"
 */
export function escapeMarkdown(text: string): string {
  return cleanText(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*[\]|~$]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/^(\s*)([-+=]|#{1,6})(?=\s|$)/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2")
    .replace(/\b(https?|ftp|mailto):/gi, "$1&#58;")
    .replace(/\bwww\./gi, "www&#46;")
    .replace(/@/g, "&#64;");
}

/**
 * Text for a label in a figure: plotly reads some tags, entities and `$formulas$` in labels, and this text has none.
 * @example plotText("<b>$5 & more"); // => "&lt;b&gt;&#36;5 &amp; more"
 */
export function plotText(text: string): string {
  return cleanText(text).replace(/[&<>$]/g, (character) =>
    character === "$" ? "&#36;" : (ENTITIES[character] ?? character),
  );
}
