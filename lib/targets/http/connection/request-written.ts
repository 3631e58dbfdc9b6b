import { channel } from "node:diagnostics_channel";

let waiting: (() => void) | null = null;

// undici tells this in the very call in which it writes a request, once a request, and to no handler of today's form.
channel("undici:request:bodySent").subscribe(() => {
  const told = waiting;
  waiting = null;
  told?.();
});

/** Does this when the request that undici begins now has been written to its socket. Call it in `onRequestStart`. */
export function whenWritten(task: () => void): void {
  waiting = task;
}
