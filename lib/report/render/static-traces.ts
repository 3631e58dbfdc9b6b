import type { Figure, Trace } from "../figure.js";

const NEEDS_WEBGL = /gl$|3d$|^surface$|^mesh3d$|^cone$|^streamtube$|^volume$|^isosurface$/;
const NEEDS_A_MAP = /map|geo|^choropleth/;
const DRAWABLE_MAPS = new Set(["heatmap", "treemap"]);

function staticTrace(trace: Trace): Trace {
  const type = typeof trace.type === "string" ? trace.type : "scatter";
  if (type === "scattergl") return { ...trace, type: "scatter" };
  if (type === "scatterpolargl") return { ...trace, type: "scatterpolar" };
  const undrawable = NEEDS_WEBGL.test(type) || (NEEDS_A_MAP.test(type) && !DRAWABLE_MAPS.has(type));
  if (!undrawable) return trace;
  throw new Error(
    `expected traces that can be drawn without a graphics card, got type "${type}": ` +
      "WebGL, 3-D and map traces come out empty in a file, so use scatter, bar, box, violin or heatmap",
  );
}

/**
 * The traces of a figure as a picture without WebGL can draw them: `scattergl` becomes `scatter`.
 * Throws for a type that would silently come out empty (3-D, maps, other WebGL).
 */
export function staticTraces(figure: Pick<Figure, "data">): Trace[] {
  if (!Array.isArray(figure.data)) {
    throw new Error(
      `expected a figure { data, layout }, got data of type ${typeof figure.data}: pass what a figure function returns`,
    );
  }
  return figure.data.map(staticTrace);
}
