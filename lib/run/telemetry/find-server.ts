import { readdir, readFile, readlink } from "node:fs/promises";

const listening = "0A"; // state TCP_LISTEN in /proc/net/tcp

/**
 * The process that listens on a TCP port of this machine: the socket's inode from /proc/net/tcp, then the process that has it
 * open. Null when nobody listens, when the process is another user's, and on systems without /proc.
 */
export async function findListener(port: number): Promise<number | null> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(textOf));
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return null;
  for (const pid of await processes()) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []); // another user's, or gone
    for (const descriptor of descriptors) {
      const link = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined && inodes.has(inode)) return pid;
    }
  }
  return null;
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
export async function processTree(pid: number): Promise<readonly number[]> {
  const found = [pid];
  for (const parent of found) {
    const threads = await readdir(`/proc/${parent}/task`).catch(() => []);
    const children = await Promise.all(threads.map((thread) => textOf(`/proc/${parent}/task/${thread}/children`)));
    found.push(...children.flatMap((text) => text.split(" ").filter(Boolean).map(Number)));
  }
  return found;
}

const processes = async () => (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);

const textOf = (file: string) => readFile(file, "utf8").catch(() => "");
