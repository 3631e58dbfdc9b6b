// One client under test beside one server: gives a scenario jobs, and joins what the client says with what the server did.
import { join } from "./errors.mjs";
import { startChild } from "./processes.mjs";

/** The clients of the table. */
export const ARMS = ["benchbook", "undici-loop", "openai-stream"];

/** Starts both, runs the scenario, ends both. The server has core 0, the client core 1 unless it may use all. */
export async function inScenario(arm, scenario, { quick, allCores = false, environment = {} }) {
  const server = await startChild("./truth-server.mjs", { core: 0 });
  const client = await startChild(`./arms/${arm}.mjs`, { core: allCores ? null : 1, environment });
  let jobs = 0;
  const job = async ({ timeline, requests, streams, ratePerSecond }) => {
    await server.ask({ timeline });
    const prompts = Array.from({ length: requests }, (_, index) => `job ${jobs} request ${index}`);
    jobs += 1;
    const done = await client.ask({ job: { origin: server.hello.origin, prompts, streams, ratePerSecond } });
    const { truths } = await server.ask({ truths: true });
    return { ...done, ...join(done, truths, timeline.tokens), truths };
  };
  try {
    return await scenario({ job }, { quick });
  } finally {
    await client.end();
    await server.end();
  }
}
