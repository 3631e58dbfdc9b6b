// The fixed parts of an HTML report: its look and its own script. Constants, so that the page can allow them by hash.

/** Screen and print. Black on white everywhere: figures have white paper. */
export const PAGE_STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 "DejaVu Sans", Verdana, system-ui, sans-serif; color: #222; background: #fff; margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
h1, h2 { line-height: 1.25; } h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc; }
a { color: #00509d; } a:focus-visible, [tabindex]:focus-visible, button:focus-visible { outline: 3px solid #00509d; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; padding: 0; list-style: none; }
.wide { overflow-x: auto; } figure { margin: 1.5rem 0; } figure img { max-width: 100%; height: auto; }
figcaption { font-size: 0.9rem; color: #444; }
pre { background: #f2f2f2; padding: 0.7rem; overflow-x: auto; }
figure.live > img { display: none; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } nav, .skip { display: none; }
  figure, tr { break-inside: avoid; } figure img { width: auto; max-height: min(22cm, 86vh); } h2 { break-after: avoid; } .wide { overflow: visible; }
  table.benchbook { font-size: 6.5pt; max-width: 100%; }
  main table.benchbook.dataframe th, main table.benchbook.dataframe td { padding: 0.15em 0.3em; overflow-wrap: anywhere; }
  main table.benchbook.dataframe td:first-child { min-width: 6.5em; } figure.live .said { display: none; }
  figure.live > img { display: block; } figure.live > .interactive { display: none; }
}`;

/**
 * Turns each picture into its interactive figure, whose points the arrow keys go through: each is shown as under the mouse, and
 * read by a screen reader. The figures are in the page as JSON, which runs nothing.
 */
export const PAGE_SCRIPT = `(function () {
  function pointsOf(place) {
    var points = [];
    place._fullData.forEach(function (trace, curve) {
      var texts = trace.hovertext || trace.text;
      if (trace.hoverinfo === "skip" || !trace.x) return;
      for (var i = 0; i < trace.x.length; i++) {
        if (trace.x[i] === null || trace.y[i] === null) continue;
        var text = Array.isArray(texts) ? texts[i] : texts || trace.name + ": " + trace.x[i] + ", " + trace.y[i];
        points.push({ curve: curve, point: i, subplot: (trace.xaxis || "x") + (trace.yaxis || "y"), text: text });
      }
    });
    return points;
  }
  function plain(text) {
    var element = new DOMParser().parseFromString(String(text).replace(/<br>/g, "; "), "text/html").body;
    return element.textContent;
  }
  function listen(place, said) {
    var at = -1;
    place.addEventListener("keydown", function (event) {
      var steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
      if (event.key === "Escape") { at = -1; window.Plotly.Fx.unhover(place); said.textContent = ""; }
      if (event.target !== place || !Object.hasOwn(steps, event.key)) return;
      var points = pointsOf(place);
      if (points.length === 0) return;
      at = Math.max(0, Math.min(points.length - 1, at + steps[event.key]));
      var one = points[at];
      window.Plotly.Fx.hover(place, [{ curveNumber: one.curve, pointNumber: one.point }], [one.subplot]);
      said.textContent = plain(one.text) + " (" + (at + 1) + " of " + points.length + ")";
      event.preventDefault();
    });
  }
  document.querySelectorAll("figure[data-figure]").forEach(function (figure) {
    var source = document.getElementById(figure.dataset.figure);
    var place = figure.querySelector(".interactive");
    if (!source || !place || !window.Plotly) return;
    var parts = JSON.parse(source.textContent);
    place.hidden = false;
    window.Plotly.newPlot(place, parts.data, parts.layout, { displaylogo: false, responsive: false }).then(function () {
      figure.classList.add("live");
      listen(place, figure.querySelector(".said"));
    }, function () { place.hidden = true; });
  });
})();`;

/** Text that may stand between script tags: nothing in it ends the script or opens a comment. */
export function inlineScript(source: string): string {
  return source.replace(/<(?=\/script|script|!--)/gi, "\\x3c");
}

/** JSON that may stand between script tags. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
