/** A column before it has a type. */
export interface RawColumn {
  readonly name: string;
  /** As it is in the file. */
  readonly header: string;
  /** Every cell is in quotes, in a file that puts quotes around texts only. */
  readonly isQuoted: boolean;
}

/**
 * A file read into the database as it stands, all cells text: `text` are cells of CSV, `json` cells in JSON, and `typed`
 * has types already (Parquet).
 */
export interface RawTable {
  readonly kind: "text" | "json" | "typed";
  readonly columns: readonly RawColumn[];
  /** What separates the cells of a CSV file. */
  readonly delimiter?: string;
  /** What was recognized by the shape of a JSON document; null when nothing was. */
  readonly layout: KnownLayout | null;
}

/** A file layout that Benchbook knows: which tool wrote it, and what one row is. */
export interface KnownLayout {
  readonly file: string;
  readonly says: string;
}
