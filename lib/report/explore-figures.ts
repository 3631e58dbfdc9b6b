import { existsSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { checkFunction, checkPath, checkRecord, checkText } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import { text, texts } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { projectFile } from "../project.js";
import { type DataFile, listDataFiles } from "../store/tables/explore/data-files.js";
import { type Exploration, openExploration } from "../store/tables/explore/exploration.js";
import type { ValueGroup } from "../store/tables/explore/explored-values.js";
import type { ExploreSource } from "../store/tables/explore/load-source.js";
import { countText } from "../text/number-text.js";
import type { Figure } from "./figure.js";
import { type DashboardPanel, dashboardFigure } from "./figures/dashboard-figure.js";
import { distributionFigure } from "./figures/distribution-figure.js";
import { type FigureOptions, figureFields } from "./figures/options.js";

/**
 * Opens any CSV, TSV, JSON, JSON-lines or Parquet file, a run folder, a run, rows, or several of one sort as one table.
 *
 * A name that is no path from here is looked for in the project's `data/`. Every cell is looked at: `columns` says what each
 * column was treated as, why, its unit (from its name), how many rows have no value and how many have 0. The rows stay in a
 * database (DuckDB) beside the notebook, a million of them in some 100 MB, and methods ask it: `describe`, `percentiles` by
 * group, `where`, `join`, `query` for any SQL, `toDataFrame`. A run's scores are columns `score_NAME`. The layouts of the
 * seed systems (results.csv, raw_results.csv, summary.json, benchmark_results.json, bench_infer.json) are recognized.
 *
 * Throws, naming the file and the lines, for what is no table.
 *
 * @example
 * (await bb.explore([{ model: "a", latency_s: 0.5 }])).columns[1].unit; // => "s"
 */
export async function explore(source: ExploreSource | readonly string[]): Promise<Exploration> {
  const isSource = typeof source === "string" || (typeof source === "object" && source !== null);
  if (!isSource) throw new Error(`explore expected a path, a run or rows, got ${describeValue(source)}`);
  const sources: readonly ExploreSource[] = isPaths(source) ? source : [source];
  return openExploration(await Promise.all(sources.map((one) => (typeof one === "string" ? found(one) : one))));
}

function isPaths(source: ExploreSource | readonly string[]): source is readonly string[] {
  return Array.isArray(source) && source.length > 0 && source.every((one) => typeof one === "string");
}

async function found(name: string): Promise<string> {
  if (existsSync(name)) return path.resolve(name);
  const dropped = projectFile(path.join("data", name));
  if (!path.isAbsolute(name) && existsSync(dropped)) return dropped;
  const there = await dataFiles().catch(() => []);
  const some = there.slice(0, 12).map((file) => file.path);
  const list = some.length === 0 ? "nothing that can be read" : some.join(", ");
  throw new Error(`expected a file or a run folder, got nothing at ${path.resolve(name)}; in data/ there is ${list}`);
}

/**
 * The files in a folder (by default the project's `data/`) and below it that `explore` can open.
 *
 * @throws when the folder is not there.
 * @example
 * (await bb.tables.dataFiles()).map((file) => file.path);
 */
export async function dataFiles(folder: string = projectFile("data")): Promise<readonly DataFile[]> {
  checkPath("dataFiles", "folder", folder);
  return listDataFiles(folder);
}

/** How a figure of an explored table is drawn. */
export interface ExploreFigureOptions extends FigureOptions {
  /** A column whose values are the groups; one group by default. */
  readonly by?: string;
}

const exploreFigureOptions = settings({ ...figureFields, by: v.optional(text) });

/**
 * How the values of a column lie, by group: every value (counts in bins above 400) and the percentiles that n supports with
 * their intervals. Unit and counts come from the table.
 *
 * @throws when the column is no column of numbers.
 * @example
 * await bb.figures.explored(table, "latency_sec", { by: "model" });
 */
export async function exploreFigure(
  table: Exploration,
  column: string,
  options: ExploreFigureOptions = {},
): Promise<Figure> {
  checkTable("figures.explored", table);
  checkText("figures.explored", "column", column);
  checkedOptions("figures.explored", exploreFigureOptions, options);
  const { by, ...rest } = options;
  const groups = await table.values(column, by === undefined ? {} : { by });
  const unit = table.columns.find(({ name }) => name === column)?.unit ?? null;
  return distributionFigure(
    groups.map((group) => ({ name: groupName(group, by, column), values: group.sorted, missing: group.missing })),
    { ...rest, ...sourceOf(table), quantity: column, unit, isSorted: true },
  );
}

/** The files that a table is of; rows that were given in memory have none. */
function sourceOf({ sources }: Exploration): { readonly source?: string } {
  const files = sources.filter((name) => name !== "rows");
  return files.length === 0 ? {} : { source: files.join(", ") };
}

const groupName = ({ group }: ValueGroup, by: string | undefined, column: string) =>
  by === undefined ? column : String(group[by] ?? "none");

/** What `figures.exploredDashboard` shows. */
export interface ExploreDashboardOptions extends FigureOptions {
  /** A column whose values get a bar each, such as the model. */
  readonly by: string;
  /** Columns of numbers, a panel each; the first eight by default. */
  readonly columns?: readonly string[];
}

const exploreDashboardOptions = settings({ ...figureFields, by: text, columns: v.optional(texts) });

/**
 * Several columns of a table side by side: a panel for each, a bar for each group with its median and the median's 95 %
 * interval. Whether more or less is better, the file does not say, so neither does the figure.
 *
 * @throws when a column is no column of numbers.
 * @example
 * await bb.figures.exploredDashboard(table, { by: "model", columns: ["latency_sec", "tokens_per_sec"] });
 */
export async function exploreDashboard(table: Exploration, options: ExploreDashboardOptions): Promise<Figure> {
  checkTable("figures.exploredDashboard", table);
  checkedOptions("figures.exploredDashboard", exploreDashboardOptions, options);
  const numbers = table.columns.filter(({ type }) => type === "number").map(({ name }) => name);
  const panels: DashboardPanel[] = [];
  for (const column of options.columns ?? numbers.slice(0, 8)) {
    const rows = await table.percentiles(column, { by: options.by, shares: [0.5] });
    const unit = table.columns.find(({ name }) => name === column)?.unit ?? "";
    const values = rows.map((row) => ({
      target: String(row[options.by] ?? "none"),
      value: numberOf(row.p50),
      low: numberOf(row.p50Low),
      high: numberOf(row.p50High),
    }));
    panels.push({ title: column, unit, betterWhen: null, values });
  }
  const { source } = sourceOf(table);
  const rows = `the ${countText(table.rowCount, "row")}${source === undefined ? "" : ` of ${source}`}`;
  const notes = [`Bars: medians (type 7) of ${rows}, taken as independent.`, ...(options.notes ?? [])];
  const { by: _, columns: __, ...figure } = options;
  return dashboardFigure(panels, { ...figure, notes });
}

const numberOf = (cell: unknown) => (typeof cell === "number" ? cell : null);

/** @throws when something is no table that `explore` opened. */
function checkTable(caller: string, table: Exploration): void {
  checkRecord(caller, "table", table, "one that await explore(…) opened");
  checkFunction(caller, "table.percentiles", table.percentiles, ": open it with await explore(…)");
}
