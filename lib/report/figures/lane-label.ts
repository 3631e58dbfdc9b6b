import { cleanText } from "../../text/escape.js";
import { shortenMiddle, wrapForPlot } from "../../text/label-text.js";
import { FONT_SIZE, INK } from "../theme.js";

const LABEL_WIDTH = 190;

/** A target's name as an escaped label on the left of its lane, and below it in gray how much there is of it. */
export function laneLabel(name: string, count: string): string {
  const label = wrapForPlot(shortenMiddle(cleanText(name), 44), LABEL_WIDTH, FONT_SIZE.tick).text;
  return `${label}<br><span style="color:${INK.muted}">${count}</span>`;
}
