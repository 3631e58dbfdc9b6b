import type { DriverWorld, EngineInfo } from "../../../types/index.js";
import type { OpenaiTarget } from "../../openai-target.js";
import { askServer, goodBody, refuseNobody } from "../connection/ask-server.js";
import { countOf, type JsonObject, objectOf, objectsOf, textOf } from "./json-value.js";

/**
 * Asks a server in the OpenAI form what it is: `/models`, and what llama.cpp (`/props`) and vLLM (`/version`) tell beside it.
 * What it does not tell is null.
 * @throws when no server answers at the address.
 */
export async function openaiInfo(
  target: OpenaiTarget,
  world: DriverWorld,
  headers: Readonly<Record<string, string>>,
): Promise<EngineInfo> {
  const { baseUrl, model } = target;
  const beganAtMs = world.now();
  const root = baseUrl.replace(/\/v1$/, "");
  const query = target.query === undefined ? "" : `?${new URLSearchParams(target.query)}`;
  const ask = (url: string) => askServer(url + query, headers);
  const [models, properties, version] = await Promise.all([
    ask(`${baseUrl}/models`),
    ask(`${root}/props`),
    ask(`${root}/version`),
  ]);
  refuseNobody(models, baseUrl, "start it, or give the baseUrl of one that runs");
  const listed = listedModel(goodBody(models), model);
  const meta = objectOf(listed?.meta);
  const props = goodBody(properties);
  const server = models.kind === "silent" ? null : models.server;
  return {
    engine: props?.build_info === undefined ? (server ?? "openai-compatible") : "llama.cpp",
    engineVersion: textOf(props?.build_info) ?? textOf(goodBody(version)?.version),
    model,
    modelPath: textOf(props?.model_path),
    modelSha256: null,
    modelBytes: countOf(meta?.size),
    quantisation: textOf(meta?.ftype),
    parameters: countOf(meta?.n_params),
    contextSize: countOf(meta?.n_ctx) ?? countOf(listed?.max_model_len),
    device: null,
    threads: null,
    openMs: world.now() - beganAtMs,
    details: { baseUrl, api: target.api, server, slots: countOf(props?.total_slots) },
  };
}

/** The entry of the model; where the server has one model only, that one: llama.cpp serves it under any name. */
function listedModel(body: JsonObject | null, model: string): JsonObject | null {
  const entries = objectsOf(body?.data);
  return entries.find((entry) => entry.id === model) ?? (entries.length === 1 ? (entries[0] ?? null) : null);
}
