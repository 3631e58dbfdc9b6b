import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const listening = "0A"; // state TCP_LISTEN in /proc/net/tcp

/**
 * The process that listens on a TCP port of this machine: the socket's inode from /proc/net/tcp, then the process that has it
 * open. Null when nobody listens, when the process is another user's, and on systems without /proc. The kernel makes these files
 * in memory, so they are read at once, one process in a turn of the event loop.
 */
export async function findListener(port: number): Promise<number | null> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(textOf);
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return null;
  for (const pid of namesIn("/proc").filter((name) => /^\d+$/.test(name))) {
    if (hasOpen(pid, inodes)) return Number(pid);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return null;
}

/** Whether a process has one of these sockets open. Another user's process does not tell, and one may be gone meanwhile. */
function hasOpen(pid: string, inodes: ReadonlySet<string>): boolean {
  return namesIn(`/proc/${pid}/fd`).some((descriptor) => {
    const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
    return inode !== undefined && inodes.has(inode);
  });
}

/** The inodes of the sockets that listen on a port, of the lines of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    return state === listening && local.endsWith(`:${wanted}`) ? [inode] : [];
  });
}

/** A process and all that it started, since servers answer from children: Ollama's runners, vLLM's workers. */
export function processTree(pid: number): readonly number[] {
  const found = [pid];
  for (const parent of found) {
    const children = namesIn(`/proc/${parent}/task`).map((thread) => textOf(`/proc/${parent}/task/${thread}/children`));
    found.push(...children.flatMap((text) => text.split(" ").filter(Boolean).map(Number)));
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  return orElse(() => readdirSync(folder), []);
}

function targetOf(link: string): string {
  return orElse(() => readlinkSync(link), "");
}

function textOf(file: string): string {
  return orElse(() => readFileSync(file, "utf8"), "");
}

/** What is not there, not ours to read, or gone by now is no reason to stop looking. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
