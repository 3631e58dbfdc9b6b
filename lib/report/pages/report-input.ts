import type { Manifest, RunVerdict, Sample, Score, Trial } from "../../types/index.js";
import type { Figure } from "../figure.js";

/** A figure as a report refers to it. */
export interface ReportFigure {
  readonly name: string;
  readonly caption: string;
  /** Path of the picture, relative to the report. */
  readonly file: string;
  /** The figure itself: an HTML report draws it, interactive. */
  readonly figure?: Figure;
  /** The picture as SVG, for an HTML report without scripts. */
  readonly svg?: string;
}

/** Everything a report is written from. */
export interface ReportInput {
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
  readonly scores: readonly Score[];
  readonly samples: readonly Sample[];
  readonly figures: readonly ReportFigure[];
  /** Sentences of tests made elsewhere (a comparison's verdict), put first in the verdict. */
  readonly verdicts?: readonly string[];
}

/** One part of a section, before it is written in a language. Texts are plain and not escaped. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "links"; readonly files: readonly { readonly file: string; readonly text: string }[] }
  | {
      readonly kind: "table";
      readonly rows: readonly object[];
      readonly caption?: string;
      readonly limit?: number;
      /** The file that has all rows; see `TableOptions`. */
      readonly rest?: string;
      readonly verdict?: RunVerdict;
    }
  | { readonly kind: "figures"; readonly figures: readonly ReportFigure[] };

/** One section of a report. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}
