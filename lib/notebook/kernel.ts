import { createRequire } from "node:module";

// The one file that knows tslab's inside. Its public display functions send one MIME type a message and no metadata, so
// the module variable that they use themselves is used here; without a kernel everything falls back to plain text.

const { cache } = createRequire(import.meta.url);

interface DisplayMessage {
  readonly data: object;
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

interface KernelIo {
  /** Assigned again for each cell, so it is looked up at each call. */
  lastWriteDisplayData?: (message: DisplayMessage, update: boolean) => void;
}

function loadedModule(tail: RegExp): unknown {
  const key = Object.keys(cache).find((file) => tail.test(file));
  return key === undefined ? undefined : cache[key]?.exports;
}

const kernel = () => loadedModule(/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/) as KernelIo | undefined;

/**
 * True inside a notebook kernel.
 *
 * @example
 * inNotebook(); // => false
 */
export const inNotebook = (): boolean => typeof kernel()?.lastWriteDisplayData === "function";

/** The same thing in several forms, by MIME type; the front end takes the richest that it can show. */
export type Bundle = Readonly<Record<string, unknown>> & { readonly "text/plain": string };

/** An output that is shown once and then replaced in place. Outside a notebook each state is printed as text. */
export interface Place {
  show(bundle: Bundle): void;
}

let places = 0;

/** Makes a {@link Place}. It can be updated from later cells too. */
export function place(): Place {
  const id = `benchbook-${process.pid}-${++places}`;
  let shown = false;
  return {
    show(bundle) {
      const write = kernel()?.lastWriteDisplayData;
      if (!write) return console.log(bundle["text/plain"]);
      unhurried();
      write({ data: bundle, metadata: {}, transient: { display_id: id } }, shown);
      shown = true;
    },
  };
}

const mended = Symbol.for("benchbook.unhurried");

interface Publisher {
  sendTimeout: number;
  send(message: unknown): Promise<void>;
  [mended]?: true;
}

/**
 * tslab does not wait for its socket and loses output after about 500 messages in one burst. The project's own kernel is
 * fixed before it starts (scripts/kernel.cjs); this fixes any other. `send` is not writable, so it is defined again.
 */
function unhurried(): void {
  const zeromq = loadedModule(/[\\/]zeromq[\\/]lib[\\/]index\.js$/) as
    | { Publisher?: { prototype: Publisher } }
    | undefined;
  const prototype = zeromq?.Publisher?.prototype;
  if (!prototype || prototype[mended]) return;
  const { send } = prototype;
  Object.defineProperty(prototype, mended, { value: true });
  Object.defineProperty(prototype, "send", {
    configurable: true,
    writable: true,
    value(this: Publisher, message: unknown) {
      if (this.sendTimeout !== 0) this.sendTimeout = 0;
      return send.call(this, message);
    },
  });
}
