import { runAsWorker } from "synckit";
import type { Figure } from "../figure.js";
import { type PngOptions, renderPng } from "./render-png.js";

runAsWorker(async (figure: Figure, options: PngOptions) => renderPng(figure, options));
