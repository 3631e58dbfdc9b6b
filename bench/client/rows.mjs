// The rows of the table: what is to be reached, how a figure is written, and what others were measured at. The figures `quoted` were
// measured once, with the versions that PEERS names, on another machine (2 vCPU, everything on loopback, a server in Go): they give
// orders of magnitude. What counts is measured in the same run: the undici loop and the openai package beside Benchbook.

/** When and with what the quoted figures were measured. */
export const PEERS =
  "GuideLLM 0.8.1 and AIPerf 0.13.0 (Python 3.11.7), undici 7.30.2 and openai 6.49.0 (Node 20.20.2), one run each";

/** @typedef {(values: number[]) => string} Show */

/** @type {(digits: number) => Show} */
const one =
  (digits) =>
  ([value]) =>
    value.toFixed(digits);
/** @type {(digits: number) => Show} */
const each = (digits) => (values) => values.map((value) => value.toFixed(digits)).join(" / ");
/** @type {Show} */
const thousands = ([value]) => `${Math.round(value / 1000)} k`;

/** @typedef {{ key: string, title: string, reach: string, quoted: string[], show: Show }} Row */

/** `quoted` in the order undici loop, openai package, GuideLLM, AIPerf. @type {Row[]} */
export const ROWS = [
  {
    key: "cpuPerEventUs",
    title: "CPU per event, closed loop at 2,000 events per second, µs",
    reach: "≤ 1.1 of the undici loop",
    quoted: ["18", "53", "204", "512 (it busy-waits)"],
    show: one(1),
  },
  {
    key: "marginalCpuUs",
    title: "CPU per event, marginal from 3 to 26 thousand per second, µs",
    reach: "≤ 1.1 of the undici loop",
    quoted: ["6.9", "21", "22", "45"],
    show: one(2),
  },
  {
    key: "eventsPerSecond",
    title: "events per second, 320 answers of 1,000 events, 64 at a time, server flat out",
    reach: "≥ 200 k",
    quoted: ["391 k", "90 k", "36–40 k", "37–40 k"],
    show: thousands,
  },
  {
    key: "saturatedCpuUs",
    title: "CPU per event in that, µs",
    reach: "",
    quoted: ["", "", "", ""],
    show: one(2),
  },
  { key: "lost", title: "events lost in that", reach: "0", quoted: ["0", "0", "0", "0"], show: one(0) },
  {
    key: "lastTokenLagMs",
    title: "lag of the last event at 12,800 events per second, p50 / p99, ms",
    reach: "p99 ≤ 2",
    quoted: ["1.0 / 2.0", "5.5 / 12", "1.9 / 20", "136 / 658"],
    show: each(2),
  },
  {
    key: "firstTokenError16Ms",
    title: "time-to-first-token error, 16 streams, warm, p50 / p99 / max, ms",
    reach: "0.7 / 3.5 / 4",
    quoted: ["0.63 / 3.5 / 4.2", "0.69 / 16 / 19", "0.54 / 20 / 23", "1.5 / 16 / 18"],
    show: each(2),
  },
  {
    key: "firstTokenErrorOneCoreMs",
    title: "the same, 64 streams in lockstep, client on one core",
    reach: "0.8 / 8 / 10",
    quoted: ["0.86 / 9.6 / 10", "0.62 / 143 / 149", "4.2 / 37 / 44", "12 / 109 / 116"],
    show: each(2),
  },
  {
    key: "firstTokenErrorTwoCoresMs",
    title: "the same, client on all cores",
    reach: "1 / 8 / 10",
    quoted: ["4.5 / 18 / 19", "0.88 / 72 / 76", "1.9 / 14 / 17", "8.8 / 83 / 84"],
    show: each(2),
  },
  {
    key: "gapError16Ms",
    title: "gap error, 16 streams, p50, ms",
    reach: "≤ 0.1",
    quoted: ["", "", "no gaps", ""],
    show: one(3),
  },
  {
    key: "punctuality",
    title: "constant 100 requests per second: lateness p50 / p99 / max, ms; variation of gaps",
    reach: "0.1 / 1 / 5; 0.03",
    quoted: ["0.08 / 2.1 / 8; 0.06", "0.19 / 6 / 40; 0.14", "2.2 / 21 / 74; 0.29", "0.19 / 2.5 / 7; 0.05"],
    show: ([p50, p99, most, gaps]) => `${each(2)([p50, p99, most])}; ${gaps.toFixed(3)}`,
  },
  {
    key: "smallest",
    title: "smallest run: wall, memory of all its processes",
    reach: "1 s, 150 MB",
    quoted: ["0.6 s, 87 MB", "0.6 s, 79 MB", "7–8 s, 1.4 GB", "6–10 s, 1.9 GB"],
    show: ([seconds, mebibytes]) =>
      `${seconds.toFixed(2)} s, ${mebibytes === null ? "?" : Math.round(mebibytes * 1.048576)} MB`,
  },
  {
    key: "failedOf512",
    title: "512 streams at once: failed, tokens lost",
    reach: "0, 0",
    quoted: ["", "", "", ""],
    show: (values) => values.join(", "),
  },
  {
    key: "growthPerRequestKb",
    title: "memory growth per finished request, KB",
    reach: "≤ 1.5",
    quoted: ["", "", "", ""],
    show: one(2),
  },
];
