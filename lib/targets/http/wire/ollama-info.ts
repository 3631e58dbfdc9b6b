import type { DriverWorld, EngineInfo } from "../../../types/index.js";
import type { OllamaTarget } from "../../ollama-target.js";
import { askServer, goodBody, refuseNobody } from "../connection/ask-server.js";
import { countOf, type JsonObject, objectOf, objectsOf, textOf } from "./json-value.js";

/**
 * Asks Ollama for its version and for the model: quantisation, size, number of parameters, digest.
 * @throws when no server answers, or when it has no such model.
 */
export async function ollamaInfo(target: OllamaTarget, world: DriverWorld): Promise<EngineInfo> {
  const { host, model } = target;
  const beganAtMs = world.now();
  const version = await askServer(`${host}/api/version`, {});
  refuseNobody(version, host, 'start it with "ollama serve", or give host');
  const [tags, show] = await Promise.all([
    askServer(`${host}/api/tags`, {}),
    askServer(`${host}/api/show`, {}, { model }),
  ]);
  const listed = listedModel(goodBody(tags), target);
  const shown = goodBody(show);
  const details = objectOf(listed?.details) ?? objectOf(shown?.details);
  const modelInfo = objectOf(shown?.model_info);
  return {
    engine: "ollama",
    engineVersion: textOf(goodBody(version)?.version),
    model: textOf(listed?.name) ?? model,
    modelPath: null,
    modelSha256: digestOf(listed?.digest),
    modelBytes: countOf(listed?.size),
    quantisation: textOf(details?.quantization_level),
    parameters: countOf(modelInfo?.["general.parameter_count"]) ?? parameterCount(details?.parameter_size),
    contextSize: countOf(target.options.num_ctx),
    device: null,
    threads: countOf(target.options.num_thread),
    openMs: world.now() - beganAtMs,
    details: { host, api: target.api, family: textOf(details?.family), trainedContextSize: trainedContext(modelInfo) },
  };
}

function listedModel(body: JsonObject | null, { host, model, requireModel }: OllamaTarget): JsonObject | null {
  if (!Array.isArray(body?.models)) return null;
  const models = objectsOf(body?.models);
  const wanted = withTag(model);
  const found = models.find((entry) => withTag(textOf(entry.name) ?? "") === wanted);
  if (found !== undefined) return found;
  if (!requireModel) return null;
  const names = models.map((entry) => textOf(entry.name) ?? "?").sort();
  const has = names.length === 0 ? "no model at all" : shortList(names);
  throw new Error(`Ollama at ${host} has no model "${model}"; it has: ${has}. Get it with: ollama pull ${model}`);
}

const withTag = (model: string) => (/:[^/]+$/.test(model) ? model : `${model}:latest`);

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(", ");
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}

function digestOf(value: unknown): string | null {
  const hex = textOf(value)?.replace(/^sha256:/, "") ?? "";
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}

/** "134.52M" is 134520000: rounded, and all that older versions tell. */
function parameterCount(value: unknown): number | null {
  const match = /^([\d.]+)\s*([KMBT])?$/i.exec(textOf(value) ?? "");
  if (match === null) return null;
  const scale = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[(match[2] ?? "").toUpperCase()] ?? 1;
  const count = Math.round(Number(match[1]) * scale);
  return Number.isFinite(count) ? count : null;
}

function trainedContext(modelInfo: JsonObject | null): number | null {
  const key = Object.keys(modelInfo ?? {}).find((name) => name.endsWith(".context_length"));
  return key === undefined ? null : countOf(modelInfo?.[key]);
}
