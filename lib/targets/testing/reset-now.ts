import type { Socket } from "node:net";

/**
 * Resets a connection: an RST and nothing before it. `resetAndDestroy` of node:net ends the stream first, so that a FIN may
 * reach the other side before the RST does, and a test that wants a reset would sometimes see a close. This is its second
 * half alone: destroying a socket with this mark set resets it.
 */
export function resetNow(socket: Socket): void {
  if (!("resetAndClosing" in socket)) throw new Error("expected node:net to know resetAndClosing: it has changed");
  Reflect.set(socket, "resetAndClosing", true);
  socket.destroy();
}
