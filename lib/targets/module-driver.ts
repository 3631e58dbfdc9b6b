import { pathToFileURL } from "node:url";
import { messageOf } from "../text/error-message.js";
import type { Driver, DriverRequest, DriverWorld, OpenDriver, Target } from "../types/index.js";
import { unknownEngine } from "./engine-info.js";
import { generatingDriver, type Piece } from "./generating-driver.js";

/** The short form of your own engine: it yields the pieces of one answer. */
export type Generate = (request: DriverRequest, signal: AbortSignal, target: Target) => AsyncIterable<Piece>;

/**
 * Opens a driver from a user's own file: its `openDriver`, or a driver around its `generate`.
 * @throws when the file cannot be loaded or exports neither.
 */
export async function openModuleDriver(target: Target, world: DriverWorld): Promise<Driver> {
  const file = String(target.module);
  const { openDriver, generate, ...others } = await load(file);
  if (typeof openDriver === "function") return (openDriver as OpenDriver)(target, world);
  if (typeof generate === "function") return driverAround(generate as Generate, target, world);
  const exported = Object.keys(others).join(", ") || "nothing";
  throw new Error(
    `expected ${file} to export openDriver(target, world) or generate(request, signal), it exports: ${exported}`,
  );
}

const driverAround = (generate: Generate, target: Target, world: DriverWorld): Driver =>
  generatingDriver(
    {
      info: unknownEngine("module", target.name),
      conversations: true,
      generate: (request, signal) => generate(request, signal, target),
    },
    world,
  );

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new Error(`the module ${file} cannot be loaded: ${messageOf(error)}`);
  }
}
