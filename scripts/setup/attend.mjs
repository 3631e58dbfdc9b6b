// node attend.mjs COMMAND ARGUMENT…: run a command, and end it when whoever started us is gone.
// Set-up starts npm and pip through this. Without it, a set-up that is killed would leave an `npm ci` behind that goes on
// writing while the next set-up begins. The sign is standard input: it closes when the parent dies, however it dies.
import { spawn, spawnSync } from "node:child_process";

const windows = process.platform === "win32";
const [command, ...args] = process.argv.slice(2);
// A group of its own, so that the command's own children can be ended with it.
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: !windows, windowsHide: true });

function endGroup() {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (windows) spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
  else process.kill(-child.pid, "SIGKILL");
}

function stop() {
  try {
    endGroup();
  } finally {
    process.exit(130);
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
process.stdin.on("end", stop).on("error", stop).resume();
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => process.exit(code ?? 1));
