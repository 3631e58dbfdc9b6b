import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { mustRun } from "../setup/command.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const CURE = "install Chromium or Chrome, or name one in BENCHBOOK_CHROMIUM";

/** Nothing that asks the network or needs a screen; --no-sandbox because containers have no user namespaces. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Start a headless Chromium with a fresh profile. Where there is none, a Debian machine of a CI system gets its package.
 *
 * @throws {Error} when there is no Chromium
 */
export async function launchChromium() {
  const { chromium } = await import("playwright-core"); // late: set-up installs it
  const executablePath = findChromium() ?? (await installChromium());
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** @returns {string | null} */
function findChromium() {
  const named = process.env.BENCHBOOK_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`BENCHBOOK_CHROMIUM names ${named}, and there is no such file`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...usualPlaces()];
  return places.find((place) => existsSync(place)) ?? null;
}

/** Where Chrome lies on systems that do not put it on PATH. */
function usualPlaces() {
  if (process.platform === "darwin") return ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
  const folders = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
  return folders.flatMap((folder) => (folder ? [join(folder, "Google", "Chrome", "Application", "chrome.exe")] : []));
}

async function installChromium() {
  const mayInstall = process.env.CI && process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (!mayInstall) throw new Error(`found no Chromium: ${CURE}`);
  const options = {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    otherwise: `apt-get could not install Chromium: ${CURE}`,
  };
  await mustRun("apt-get", ["update", "-qq"], options);
  await mustRun("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return "/usr/bin/chromium";
}
