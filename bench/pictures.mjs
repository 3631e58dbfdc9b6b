// How long a picture takes without a browser: the first one (which loads its parts), then each figure of the gallery as SVG and PNG,
// beside the time that the same work takes in one pass over all of them. Prints a Markdown table.
//   node bench/pictures.mjs [rounds] [--keep]
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { galleryFigures } from "../scripts/gallery/figures.mjs";
import { keepOption, tell } from "./keeping/keep.mjs";

const { values: asked, positionals } = parseArgs({ options: keepOption, allowPositionals: true });
const rounds = Number(positionals[0] ?? 5);
const LIMIT_MS = 300;
const {
  figures: { renderPng, renderSvg },
  quantile,
} = await import("../lib/dist/index.js");
const figures = await galleryFigures();

async function timeMs(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

let firstMs = 0;
const firstProcessorMs = await processorMs(async () => {
  firstMs = await timeMs(() => renderPng(figures[0].figure));
});
const rows = [];
for (const { name, figure } of figures) {
  const times = { svg: [], screen: [], print: [], processor: [] };
  for (let i = 0; i < rounds; i++) {
    times.svg.push(await timeMs(() => renderSvg(figure)));
    times.screen.push(await timeMs(() => renderPng(figure)));
    times.processor.push(await processorMs(() => renderPng(figure)));
    times.print.push(await timeMs(() => renderPng(figure, { dotsPerInch: 300 })));
  }
  rows.push({ name, ...times });
}
/** Processor time of one picture, which a machine with other work lengthens less than the time by the clock. */
async function processorMs(task) {
  const before = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
const median = (values) => quantile(values, 0.5).toFixed(0);
const longest = (values) => Math.max(...values).toFixed(0);
const busy = rows.filter(({ processor }) => quantile(processor, 0.5) > LIMIT_MS).length;
const over = rows.filter(({ screen }) => quantile(screen, 0.5) > LIMIT_MS).length;
const slowest = Math.max(...rows.map(({ processor }) => quantile(processor, 0.5))).toFixed(0);
const cells = ({ name, svg, screen, print, processor }) =>
  [name, ...[svg, screen, processor, print].map((times) => `${median(times)} (${longest(times)})`)].join(" | ");
const text = [
  `First PNG, parts loaded with it: ${firstMs.toFixed(0)} ms by the clock, ${firstProcessorMs.toFixed(0)} ms of processor time. Then, median and longest of ${rounds} in ms:`,
  "",
  "| figure | SVG | PNG | its processor time | PNG, 300 dpi |",
  "| --- | ---: | ---: | ---: | ---: |",
  ...rows.map((row) => `| ${cells(row)} |`),
  "",
  `PNG over ${LIMIT_MS} ms in the median: ${over} of ${rows.length} figures by the clock, ${busy} by processor time; the slowest takes ${slowest} ms of it.`,
].join("\n");
tell({ name: "pictures", title: "How long a picture takes without a browser", text, keep: asked.keep });
