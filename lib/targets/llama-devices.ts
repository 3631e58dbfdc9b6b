import { optionalPackage } from "../project.js";

/**
 * Whether the llama.cpp engine of this installation can compute on an NVIDIA card: its CUDA binaries are installed and fit
 * the machine's driver. Loads nothing.
 */
export async function llamaHasCuda(): Promise<boolean> {
  const { getLlama } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const dryRun = { dryRun: true, progressLogs: false, logger: () => {} };
  return getLlama({ gpu: "cuda", build: "never", ...dryRun }).then(
    () => true,
    () => false,
  );
}
