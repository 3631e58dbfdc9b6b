import type { Socket } from "node:net";

/**
 * Resets a connection: an RST and nothing before it. `resetAndDestroy` of node:net ends the stream first, so that a FIN may
 * reach the other side before the RST does, and a test that wants a reset would sometimes see a close. This is its second
 * half alone: destroying a socket that has this mark resets it.
 */
export function resetNow(socket: Socket): void {
  Reflect.set(socket, "resetAndClosing", true);
  socket.destroy();
}
