// The table as Markdown: the median of the rounds, and how far apart they were.
import { ARMS } from "./client-of.mjs";
import { median } from "./distribution.mjs";
import { PEERS, ROWS } from "./rows.mjs";

/** The figures of one row and one arm in each round; those of the arms that the row does not ask are none. */
const valuesOf = (results, arm, key) =>
  results.filter((result) => result.arm === arm && result.values[key] !== undefined).map(({ values }) => values[key]);

/** The median of each figure over the rounds. */
const medians = (rounds) =>
  rounds[0].map((value, index) => (value === null ? null : median(rounds.map((r) => r[index]))));

function cell(row, results, arm) {
  const rounds = valuesOf(results, arm, row.key);
  if (rounds.length === 0 || rounds[0].includes(null)) return "";
  const middle = row.show(medians(rounds));
  if (rounds.length === 1) return middle;
  const sorted = rounds.map((values) => values[0]).sort((a, b) => a - b);
  const shown = [sorted[0], sorted.at(-1)].map((first) => row.show([first, ...rounds[0].slice(1)]).split(/ \/|,|;/)[0]);
  return shown[0] === shown[1] ? middle : `${middle} (${shown.join(" to ")})`;
}

/** Ours over the undici loop's, round by round: what the rounds have in common then cancels. */
function ratio(row, results) {
  const [ours, loops] = ["benchbook", "undici-loop"].map((arm) => valuesOf(results, arm, row.key));
  if (!/Us$|PerSecond$/.test(row.key) || ours.length === 0 || ours.length !== loops.length) return "";
  const ratios = ours.map(([value], round) => value / loops[round][0]).sort((a, b) => a - b);
  const middle = median(ratios).toFixed(2);
  return ratios.length === 1 ? middle : `${middle} (${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)})`;
}

const line = (cells) => `| ${cells.join(" | ")} |`;

/** The whole table with what it was measured on. */
export function markdown({ machine, rounds, quick, results }) {
  const arms = { benchbook: "**Benchbook**", "undici-loop": "undici loop", "openai-stream": "openai package" };
  const quoted = ["undici", "openai", "GuideLLM 0.8.1", "AIPerf 0.13.0"].map((name) => `${name}, quoted`);
  const head = ["", "to reach", ...ARMS.map((arm) => arms[arm]), "Benchbook / undici", ...quoted];
  const rows = ROWS.filter(({ key }) => results.some(({ values }) => values[key] !== undefined)).map((row) =>
    line([row.title, row.reach, ...ARMS.map((arm) => cell(row, results, arm)), ratio(row, results), ...row.quoted]),
  );
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  return [
    `Measured ${facts.join(", ")}; ${rounds} round${rounds === 1 ? "" : "s"}${quick ? ", quick sizes" : ""}.`,
    "Of several rounds the median is shown, and in brackets the range of its first figure.",
    `The columns "quoted" were not measured here: ${PEERS}.`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows,
    "",
  ].join("\n");
}
