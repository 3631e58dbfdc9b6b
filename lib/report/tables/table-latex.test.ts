import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { latexText } from "./latex-text.js";
import { tableLatex } from "./table-latex.js";
import { withIntervals } from "./with-intervals.js";

test("a table has rules, units in its headings, numbers to the right and a dash where nothing was observed", () => {
  const rows = [
    { model: "q8_0", latencyMs: 1234.5, n: 40 },
    { model: "q4_1", latencyMs: null, n: 38 },
  ];
  const latex = tableLatex(rows, { caption: "Latency & n, 95 %", label: "tab:latency" });
  assert.equal(
    latex,
    String.raw`\begin{table}[htbp]
  \centering
  \caption{Latency \& n, 95 \%}
  \label{tab:latency}
  \begin{tabular}{lrr}
    \toprule
    model & latency (ms) & n \\
    \midrule
    q8\_0 & 1235 & 40 \\
    q4\_1 & -- & 38 \\
    \bottomrule
  \end{tabular}
\end{table}
`,
  );
});

test("no text is a command, a comment, mathematics or the end of a cell", () => {
  assert.equal(
    latexText(String.raw`\input{/etc/passwd} 5% $x$ #1 a_b ~ ^ {[x]} "q"`),
    String.raw`\textbackslash{}input\{/etc/passwd\} 5\% \$x\$ \#1 a\_b \textasciitilde{} \textasciicircum{} \{{[}x{]}\} \textquotedbl{}q\textquotedbl{}`,
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const [line = ""] = tableLatex([{ a: text, b: "end" }], { columns: ["a", "b"] })
        .split("\n")
        .filter((one) => one.includes("end \\\\"));
      const bare = line
        .replace(/\\(?:[&%$#_{}]|\\$)/g, "")
        .replace(/\\[a-z]+\{\}|\$\\[a-z]+\$/g, "")
        .replace(/\{[[\]]\}/g, "");
      assert.equal((bare.match(/&/g) ?? []).length, 1, line);
      assert.doesNotMatch(bare, /[\\%$#{}~^]/, line);
    }),
    { numRuns: 500 },
  );
});

test("labels and placements that LaTeX would not take are refused", () => {
  assert.throws(
    () => tableLatex([{ a: 1 }], { label: "a}b" }),
    /expected a label of letters, digits and :-_.\/, got a}b/,
  );
  assert.throws(() => tableLatex([{ a: 1 }], { placement: "t}" }), /expected a placement such as htbp, got t}/);
});

test("a number and its interval become one cell, and it stands to the right", () => {
  const rows = withIntervals([
    { model: "a", n: 80, p50: 202.1, p50Low: 198, p50High: 206.4, p95: 460, p95Low: null, p95High: null },
  ]);
  assert.deepEqual(rows, [{ model: "a", n: 80, p50: "202 [198, 206]", p95: "460 (no interval)" }]);
  const latex = tableLatex(rows);
  assert.match(latex, /\\begin\{tabular\}\{lrrr\}/);
  assert.match(latex, /a & 80 & 202 \{\[\}198, 206\{\]\} & 460 \(no interval\) \\\\/);
  assert.deepEqual(withIntervals([{ a: 1, aLow: 0, b: 2 }]), [{ a: 1, aLow: 0, b: 2 }], "a Low alone is a column");
  assert.throws(() => withIntervals([{ a: 1 }], { columns: ["b"] }), /expected columns among a, got b/);
});
