/** A name as SQL wants it. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL wants it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL that takes off the apostrophe that `neutralize` of csv-text.ts puts before formulas: `restore` in SQL. */
export function sqlRestored(text: string): string {
  const formula = "'^''+[=+@\\t\\r\\n＝＋－＠-]'";
  return `CASE WHEN regexp_matches(${text}, ${formula}) THEN substr(${text}, 2) ELSE ${text} END`;
}
