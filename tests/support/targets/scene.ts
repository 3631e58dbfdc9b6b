import type { Driver, DriverRequest, StreamResult } from "../../../lib/types/index.js";
import { ask, type Recorder, testWorld } from "./recorder.js";
import type { Speech } from "./speech.js";
import { type Answerer, type WireServer, wireServer } from "./wire-server.js";

/** A server that answers as the test says, and an opened driver that asks it. */
export interface Scene {
  readonly server: WireServer;
  readonly driver: Driver;
}

/** What a test changes in a scene. */
export interface SceneSettings {
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
}

/** Runs `act` in a scene of its own, and takes the scene down whatever happens. */
export async function inScene<T>(
  speech: Speech,
  answer: Answerer,
  act: (scene: Scene) => Promise<T>,
  { settings = {}, environment = {} }: SceneSettings = {},
): Promise<T> {
  const server = await wireServer(answer);
  try {
    const driver = await speech.open(speech.target(server.origin, settings), testWorld({ environment }));
    try {
      return await act({ server, driver });
    } finally {
      await driver.close();
    }
  } finally {
    await server.close();
  }
}

/** Everything that came of one request to a server that answers so. */
export function oneAnswer(
  speech: Speech,
  answer: Answerer,
  request: Partial<DriverRequest> = {},
  scene: SceneSettings = {},
): Promise<{ readonly ending: StreamResult; readonly seen: Recorder; readonly server: WireServer }> {
  return inScene(speech, answer, async ({ driver, server }) => ({ ...(await ask(driver, request)), server }), scene);
}

/** The class of an ending that failed, or what it was else. */
export function classOf(ending: StreamResult): string {
  return ending.kind === "failed" ? ending.class : ending.kind;
}
