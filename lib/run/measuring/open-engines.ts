import { messageOf } from "../../text/error-message.js";
import type { Driver, DriverWorld, EngineInfo, OpenDriver, RequestNeed, Target } from "../../types/index.js";

/** The drivers of this process, kept open between the runs of one kernel so that a model is loaded once. */
export interface Engines {
  /**
   * The drivers of these targets, by name. Those still open are kept, those no longer wanted are closed first, so that
   * memory is of this run's engines only.
   * @param needs what they are to send beyond a prompt
   * @throws {EngineNotOpened} when one cannot be opened, or cannot send what it is to send; nothing has been sent then.
   */
  open(
    targets: readonly Target[],
    maxInFlight: number,
    needs?: readonly RequestNeed[],
  ): Promise<ReadonlyMap<string, Driver>>;
  close(): Promise<void>;
}

/** A target could not be opened: `target` says which one. */
export class EngineNotOpened extends Error {
  constructor(
    readonly target: string,
    message: string,
  ) {
    super(message);
  }
}

/** Makes {@link Engines} from the openers of each kind of target. */
export function engines(
  openers: Readonly<Record<string, OpenDriver>>,
  world: Omit<DriverWorld, "maxInFlight">,
): Engines {
  const open = new Map<string, Driver>();
  const closeAllBut = async (keys: readonly string[]) => {
    for (const [key, driver] of [...open].filter(([key]) => !keys.includes(key))) {
      open.delete(key);
      await driver.close();
    }
  };
  return {
    async open(targets, maxInFlight, needs = []) {
      const keyOf = (target: Target) => JSON.stringify([target, maxInFlight]);
      await closeAllBut(targets.map(keyOf));
      const opened = new Map<string, Driver>();
      for (const target of targets) {
        const key = keyOf(target);
        const driver = open.get(key) ?? (await openOne(openers, target, { ...world, maxInFlight }));
        open.set(key, driver);
        for (const need of needs) refuseUnable(target, driver, need);
        opened.set(target.name, driver);
      }
      return opened;
    },
    close: () => closeAllBut([]),
  };
}

const needed: Readonly<Record<RequestNeed, string>> = {
  conversations: "conversations",
  images: "images",
  imageUrls: "addresses of images",
  tools: "tools",
  responseFormat: "response formats",
};

/** A driver that passes over what a case asks, such as the turns of a conversation, would measure something else, in silence. */
function refuseUnable({ name }: Target, driver: Driver, need: RequestNeed): void {
  const able = driver[need];
  if (able === true) return;
  const why = able ?? `its driver does not say that it sends them (${need}: true)`;
  throw new EngineNotOpened(name, `the cases hold ${needed[need]}, which it cannot send: ${why}`);
}

async function openOne(
  openers: Readonly<Record<string, OpenDriver>>,
  target: Target,
  world: DriverWorld,
): Promise<Driver> {
  const opener = Object.hasOwn(openers, target.kind) ? openers[target.kind] : undefined;
  if (!opener) {
    const kinds = Object.keys(openers).join(", ");
    throw new EngineNotOpened(target.name, `expected a target of kind ${kinds}, got ${JSON.stringify(target.kind)}`);
  }
  try {
    return await opener(target, world);
  } catch (error) {
    throw new EngineNotOpened(target.name, messageOf(error));
  }
}

/** What the open drivers report about themselves, for the manifest. */
export const engineInfos = (
  drivers: ReadonlyMap<string, Driver>,
): readonly (EngineInfo & { readonly target: string })[] =>
  [...drivers].map(([target, driver]) => ({ ...driver.info, target }));
