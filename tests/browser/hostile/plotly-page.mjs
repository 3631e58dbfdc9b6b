// What a reader sees of interactive figures. The first two run inside a page that has plotly.

/**
 * Wait until the figures of a report are drawn, then show what is said about their points, one after the other.
 *
 * @returns {Promise<string[]>} what a reader reads
 */
export async function hoverReport() {
  const figures = [...document.querySelectorAll("figure[data-figure]")];
  while (!figures.every((figure) => figure.classList.contains("live"))) await new Promise((go) => setTimeout(go, 50));
  const now = Date.now;
  let later = 0;
  Date.now = () => {
    later += 100; // plotly draws labels at most every 50 ms
    return now() + later;
  };
  /** @type {any} */
  const Plotly = globalThis.Plotly;
  const labels = [];
  const seen = new Set();
  for (const place of figures.map((figure) => /** @type {any} */ (figure.querySelector(".interactive")))) {
    for (const [curveNumber, trace] of place._fullData.entries()) {
      if (trace.hoverinfo === "skip" || trace.visible !== true) continue;
      for (const [pointNumber, x] of [...(trace.x ?? [])].entries()) {
        const text = trace.text?.[pointNumber] ?? trace.hovertext?.[pointNumber] ?? trace.name;
        if (x === null || trace.y[pointNumber] === null || seen.has(text)) continue;
        seen.add(text);
        Plotly.Fx.hover(place, [{ curveNumber, pointNumber }], [trace.xaxis + trace.yaxis]);
        labels.push(place.querySelector(".hoverlayer")?.textContent ?? "");
      }
    }
    Plotly.Fx.unhover(place);
  }
  Date.now = now;
  return labels;
}

/**
 * Draw a figure in #figure as a notebook does and show what is said about its first points.
 *
 * @param {import("benchbook").Figure} figure
 * @returns {Promise<{ title: string, labels: string[] }>} what a reader reads
 */
export async function drawAndHover({ data, layout }) {
  /** @type {any} */
  const place = document.getElementById("figure");
  /** @type {any} */
  const Plotly = globalThis.Plotly;
  Plotly.purge(place);
  await Plotly.newPlot(place, data, layout, { displaylogo: false, responsive: false });
  const curveNumber = place._fullData.findIndex((trace) => trace.hoverinfo !== "skip" && trace.visible === true);
  const { xaxis = "x", yaxis = "y" } = place._fullData[curveNumber] ?? {};
  Plotly.Fx.hover(place, [{ curveNumber, pointNumber: 0 }], [xaxis + yaxis]);
  const read = (selector) => [...place.querySelectorAll(selector)].map((element) => element.textContent);
  return { title: read(".gtitle").join(""), labels: read(".hoverlayer .hovertext") };
}

/**
 * Whether a text reads as it was written, but for white space and for the characters that are never shown.
 *
 * @param {string} shown
 * @param {string} written
 */
export function isAsWritten(shown, written) {
  const bare = (text) => text.toWellFormed().replace(/[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, "");
  return bare(shown).includes(bare(written));
}
