import type { ChildProcess } from "node:child_process";

/**
 * Ends a child process at once, if it ever began. A child whose program could not be started has no process id, and until the
 * next turn Node signals process 0 in its place: that is every process of our own group, the shell or the kernel among them.
 */
export function killChild(child: ChildProcess | null): void {
  if (child?.pid !== undefined) child.kill("SIGKILL");
}
