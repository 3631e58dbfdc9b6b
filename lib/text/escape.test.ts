import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JSDOM } from "jsdom";
import { cleanText, escapeHtml, escapeMarkdown, plotText } from "./escape.js";

const hostile = fc.string({ unit: "binary", maxLength: 200 });

test("escaped text comes back from HTML as the text it was, and never as an element", () => {
  const { document } = new JSDOM("").window;
  const place = document.createElement("p");
  fc.assert(
    fc.property(hostile, (text) => {
      place.innerHTML = `<i title="${escapeHtml(text)}">${escapeHtml(text)}</i>`;
      const inner = place.firstElementChild;
      assert.equal(place.querySelectorAll("*").length, 1);
      assert.equal(inner?.textContent, cleanText(text, { keepLines: true }));
      assert.equal(inner?.getAttribute("title"), cleanText(text, { keepLines: true }));
    }),
  );
});

test("control characters, direction overrides and broken surrogates go, letters of every script stay", () => {
  assert.equal(cleanText("a\u0000\u001b[31m\u202eb\ud800c"), "a[31mb\ufffdc");
  assert.equal(cleanText("نموذج 模型 🙂 é"), "نموذج 模型 🙂 é");
  assert.equal(cleanText("a\r\nb\tc"), "a b c");
});

test("Markdown text opens no link, code, emphasis, HTML, table cell, heading or list", () => {
  assert.equal(escapeMarkdown("a|b"), "a\\|b");
  assert.equal(escapeMarkdown("[x](javascript:alert(1))"), "\\[x\\](javascript:alert(1))");
  assert.equal(escapeMarkdown("![x](y) **b** _i_ `c` $m$"), "!\\[x\\](y) \\*\\*b\\*\\* \\_i\\_ \\`c\\` \\$m\\$");
  assert.equal(escapeMarkdown("# h"), "\\# h");
  assert.equal(escapeMarkdown("- item"), "\\- item");
  assert.equal(escapeMarkdown("1. item"), "1\\. item");
  assert.equal(escapeMarkdown("40.8"), "40.8");
  assert.equal(escapeMarkdown("<script>&amp;"), "&lt;script&gt;&amp;amp;");
  assert.equal(escapeMarkdown("two\nlines"), "two lines");
  assert.equal(escapeMarkdown("https://a.example www.b"), "https&#58;//a.example www&#46;b");
});

test("a model's name with underscores stays readable in Markdown", () => {
  assert.equal(escapeMarkdown("smollm2-135m-instruct-q4_1"), "smollm2-135m-instruct-q4_1");
});

test("labels of figures hold no tags and no formulas", () => {
  assert.equal(plotText("<b>$x$ & y"), "&lt;b&gt;&#36;x&#36; &amp; y");
});
