/** How much memory Ollama says that its loaded models take. */
export interface LoadedModels {
  readonly modelBytes: number | null;
  /** The part of it in graphics memory. */
  readonly modelVramBytes: number | null;
}

const longestMs = 2000;

/** Asks `/api/ps`: the sum of `size` and of `size_vram` over the loaded models. Null when it does not answer so. */
export async function loadedModels(host: string): Promise<LoadedModels | null> {
  try {
    const response = await fetch(`${host}/api/ps`, { signal: AbortSignal.timeout(longestMs), redirect: "error" });
    const body: unknown = response.ok ? await response.json() : null;
    if (!isRecord(body) || !Array.isArray(body.models)) return null;
    const models = body.models.filter(isRecord);
    return { modelBytes: sumOf(models, "size"), modelVramBytes: sumOf(models, "size_vram") };
  } catch {
    return null;
  }
}

function sumOf(models: readonly Record<string, unknown>[], field: string): number | null {
  const sizes = models.map((model) => model[field]);
  const known = sizes.filter((size) => typeof size === "number" && Number.isFinite(size));
  return known.length < sizes.length ? null : known.reduce((sum: number, size) => sum + Number(size), 0);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
