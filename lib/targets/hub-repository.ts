/** What a repository of a model hub holds that can be run here. */
export interface HubRepository {
  readonly format: "gguf" | "onnx";
  /** Whether it holds 8-bit ONNX weights, which are taken where there are any. */
  readonly quantizedOnnx: boolean;
}

/** How a hub is reached. */
export interface HubAccess {
  /** @default the environment variable HF_ENDPOINT, or https://huggingface.co */
  readonly endpoint?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/** The hub to use: `HF_ENDPOINT` names a mirror, as for Hugging Face's own tools. */
export const hubEndpoint = (environment: Readonly<Record<string, string | undefined>>): string =>
  (environment.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");

/**
 * Asks a hub what a repository holds, before anything is downloaded. `repositoryId` is `owner/name`, with a GGUF
 * quantization behind a colon where one is wanted.
 * @throws when the id has another form, the hub cannot be reached, it has no such repository (or not for everybody), or the
 *   repository holds neither GGUF nor ONNX files.
 */
export async function findHubRepository(repositoryId: string, access: HubAccess = {}): Promise<HubRepository> {
  const { endpoint = hubEndpoint(process.env), timeoutMs = 10_000 } = access;
  if (!/^[\w.-]+\/[\w.-]+(:[\w.-]+)?$/.test(repositoryId))
    throw new Error(`expected a repository as owner/name or owner/name:Q4_K_M, got "${repositoryId}"`);
  const address = `${endpoint}/api/models/${repositoryId.split(":")[0]}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`the hub ${endpoint} cannot be reached (${reason}): ${cure}`);
  });
  if (!response.ok) throw new Error(`the hub ${endpoint} answers ${response.status} for "${repositoryId}": ${cure}`);
  const files = fileNames(await response.json().catch(() => null));
  const quantizedOnnx = files.some((file) => file.startsWith("onnx/") && file.endsWith("_quantized.onnx"));
  if (files.some((file) => file.endsWith(".gguf"))) return { format: "gguf", quantizedOnnx };
  if (files.some((file) => file.startsWith("onnx/") && file.endsWith(".onnx")))
    return { format: "onnx", quantizedOnnx };
  throw new Error(`expected GGUF or ONNX files in "${repositoryId}" on ${endpoint}, got ${files.length} other files`);
}

const cure = "check its name, or take the model to this machine and give it with --source local --checkpoint PATH";

function fileNames(told: unknown): readonly string[] {
  const siblings = typeof told === "object" && told !== null && "siblings" in told ? told.siblings : null;
  if (!Array.isArray(siblings)) return [];
  return siblings.flatMap((sibling: unknown) =>
    typeof sibling === "object" && sibling !== null && "rfilename" in sibling ? [String(sibling.rfilename)] : [],
  );
}
