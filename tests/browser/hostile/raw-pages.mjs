// What a page would be that does not escape: the proof that the watch on the real pages can see something.
import { execFileSync } from "node:child_process";
import { venvPython } from "../../../scripts/setup/paths.mjs";

const body = (html) => `<!doctype html><meta charset="utf-8"><body>${html}</body>`;

/** A page for each place, in which the text stands as it is. */
const AS_IT_IS = {
  html: (text) => body(`<table><tr><td>${text}</td></tr></table>`),
  attribute: (text) => body(`<img alt="${text}">`),
  singleQuotedAttribute: (text) => body(`<img alt='${text}'>`),
  address: (text) => body(`<a href="${text}">journal</a>`),
  json: (text) => body(`<script type="application/json">${text}</script>`),
  string: (text) => body(`<script>const said = "${text}";</script>`),
  template: (text) => body(`<script>const said = \`${text}\`;</script>`),
  title: (text) => `<!doctype html><title>${text}</title>`,
  textarea: (text) => body(`<textarea>${text}</textarea>`),
  style: (text) => body(`<style>p { color: ${text} }</style><p>x</p>`),
  styleAttribute: (text) => body(`<p style="color: ${text}">x</p>`),
  markdown: (text) => markdownPages([text])[0],
  text: (text) => body(`<p>${text}</p>`),
};

/**
 * A page that holds a payload without any escaping.
 *
 * @param {import("./payloads.mjs").Payload} payload
 * @returns {string}
 */
export const rawPage = ({ place, text }) => AS_IT_IS[place](text);

/** The most willing of renderers: HTML goes through, and every protocol of a link. */
const RENDER = `
import json, sys
from mistune import HTMLRenderer, create_markdown
plugins = ["table", "url", "strikethrough", "footnotes", "task_lists", "def_list"]
render = create_markdown(renderer=HTMLRenderer(escape=False, allow_harmful_protocols=True), plugins=plugins)
json.dump([render(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/**
 * Markdown as a page, by a renderer that lets HTML through (the one that Jupyter's exports use).
 *
 * @param {readonly string[]} texts
 * @returns {string[]}
 */
export function markdownPages(texts) {
  const env = { ...process.env, PYTHONIOENCODING: "utf-8" };
  const written = execFileSync(venvPython, ["-c", RENDER], { input: JSON.stringify(texts), env, maxBuffer: 2 ** 28 });
  return JSON.parse(written.toString()).map(body);
}
