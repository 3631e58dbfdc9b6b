import { pathToFileURL } from "node:url";
import { messageOf } from "../text/error-message.js";
import type { Driver, DriverWorld, OpenDriver, Target } from "../types/index.js";

/**
 * Opens a driver from a user's own file.
 * @throws when the file cannot be loaded or does not export `openDriver`.
 */
export async function openModuleDriver(target: Target, world: DriverWorld): Promise<Driver> {
  const file = String(target.module);
  const exported = await load(file);
  const open = exported.openDriver;
  if (typeof open !== "function")
    throw new Error(
      `expected ${file} to export openDriver(target, world), it exports: ${Object.keys(exported).join(", ")}`,
    );
  return (open as OpenDriver)(target, world);
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw new Error(`the module ${file} cannot be loaded: ${messageOf(error)}`);
  }
}
