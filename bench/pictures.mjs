// How long a picture takes without a browser: the first one (which loads its parts), then each figure of the gallery as SVG and PNG,
// beside the time that the same work takes in one pass over all of them. Prints a Markdown table. node bench/pictures.mjs [rounds]
import { performance } from "node:perf_hooks";
import { galleryFigures } from "../scripts/gallery/figures.mjs";

const rounds = Number(process.argv[2] ?? 5);
const { renderPng, renderSvg, quantile } = await import("../lib/dist/index.js");
const figures = await galleryFigures();

async function timeMs(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

const firstMs = await timeMs(() => renderPng(figures[0].figure));
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
console.log(
  `First PNG, parts loaded with it: ${firstMs.toFixed(0)} ms. Then, median and longest of ${rounds} in ms:\n`,
);
console.log("| figure | SVG | PNG | its processor time | PNG, 300 dpi |\n| --- | ---: | ---: | ---: | ---: |");
for (const { name, svg, screen, print, processor } of rows)
  console.log(
    `| ${name} | ${median(svg)} (${longest(svg)}) | ${median(screen)} (${longest(screen)}) | ${median(processor)} (${longest(processor)}) | ${median(print)} (${longest(print)}) |`,
  );
const busy = rows.filter(({ processor }) => quantile(processor, 0.5) > 300).length;
const over = rows.filter(({ screen }) => quantile(screen, 0.5) > 300).length;
console.log(
  `\nPNG over 300 ms in the median: ${over} of ${rows.length} figures by the clock, ${busy} by processor time.`,
);
