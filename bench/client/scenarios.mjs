// What each row of the table is measured in: a timeline of the server, the requests of a client, and what is made of them.
// Every scenario warms the client up first, so that no figure holds the compiling of its code.

import { percentiles } from "./distribution.mjs";
import { firstTokenErrors, gapErrors, lastTokenLags, punctuality } from "./errors.mjs";

const eventsOf = ({ records }) => records.reduce((sum, { tokensAtMs }) => sum + tokensAtMs.length, 0);
const spanMs = ({ records }) =>
  records.reduce((last, { endAtMs }) => Math.max(last, endAtMs), 0) -
  records.reduce((first, { dispatchedAtMs }) => Math.min(first, dispatchedAtMs), Number.POSITIVE_INFINITY);

/**
 * Processor time for each event of a closed loop: 20 streams of 200 tokens, one every 10 ms, so 2,000 events a second. Of two jobs
 * the difference, as the quoted figures were made: what a job costs once (the machine's description, the self-check) is no event's.
 */
async function cpuPerEvent(client, { quick }) {
  const timeline = { firstTokenMs: 10, gapMs: 10, tokens: 200, spreadOver: 20 };
  await client.job({ timeline: { ...timeline, gapMs: 1 }, requests: 40, streams: 20 });
  const few = await client.job({ timeline, requests: 20, streams: 20 });
  const many = await client.job({ timeline, requests: quick ? 80 : 240, streams: 20 });
  return { cpuPerEventUs: [((many.cpuMs - few.cpuMs) * 1000) / (eventsOf(many) - eventsOf(few))] };
}

/** The slope of processor time between about 3 and 26 thousand events a second, 64 streams at once, which cancels fixed costs. */
async function marginalCpu(client, { quick }) {
  const seconds = quick ? 2 : 5;
  const at = (eventsPerSecond) => {
    const gapMs = 64_000 / eventsPerSecond;
    return {
      timeline: { firstTokenMs: 10, gapMs, tokens: Math.round((seconds * 1000) / gapMs), spreadOver: 64 },
      requests: 64,
      streams: 64,
    };
  };
  await client.job(at(12_800));
  const slow = await client.job(at(3200));
  const fast = await client.job(at(25_600));
  return { marginalCpuUs: [((fast.cpuMs - slow.cpuMs) * 1000) / (eventsOf(fast) - eventsOf(slow))] };
}

/** As many events as go through: 320 answers of 1,000 tokens, 64 at a time, from a server that does not wait. */
async function saturated(client, { quick }) {
  const timeline = { tokens: 1000, atOnce: 20 };
  await client.job({ timeline, requests: 64, streams: 64 });
  const done = await client.job({ timeline, requests: quick ? 160 : 320, streams: 64 });
  const lost = done.lost + done.failed * timeline.tokens;
  return {
    eventsPerSecond: [(eventsOf(done) / spanMs(done)) * 1000],
    saturatedCpuUs: [(done.cpuMs * 1000) / eventsOf(done)],
    lost: [lost],
  };
}

/** How late the last token of each of 64 streams is stamped at 12,800 events a second. */
async function lag(client, { quick }) {
  const timeline = { firstTokenMs: 10, gapMs: 5, tokens: quick ? 200 : 1000 };
  await client.job({ timeline: { ...timeline, tokens: 100 }, requests: 64, streams: 64 });
  const done = await client.job({ timeline, requests: 64, streams: 64 });
  const [p50, p99] = percentiles(lastTokenLags(done.joined));
  return { lastTokenLagMs: [p50, p99] };
}

/** Error of the time to the first token, and of the gaps: `streams` in lockstep, the first tokens after 100 ms. */
const lockstep =
  (streams, names) =>
  async (client, { quick }) => {
    const timeline = { firstTokenMs: 100, gapMs: 20, tokens: quick ? 20 : 50 };
    await client.job({ timeline, requests: streams, streams });
    const done = await client.job({ timeline, requests: streams * (quick ? 2 : 8), streams });
    const [gapP50] = percentiles(gapErrors(done.joined));
    return { [names.error]: percentiles(firstTokenErrors(done.joined)), [names.gaps]: [gapP50] };
  };

/** A constant rate of 100 requests a second, as the server saw them come. */
async function constantRate(client, { quick }) {
  const timeline = { firstTokenMs: 20, gapMs: 5, tokens: 5 };
  await client.job({ timeline, requests: 100, streams: 100, ratePerSecond: 100 });
  const done = await client.job({ timeline, requests: quick ? 300 : 1500, streams: 100, ratePerSecond: 100 });
  return { punctuality: punctuality(done.truths, 100) };
}

/** 512 streams at once: how many failed, and how many tokens are missing. */
async function manyStreams(client, { quick }) {
  const timeline = { firstTokenMs: 200, gapMs: 50, tokens: quick ? 10 : 40 };
  const done = await client.job({ timeline, requests: 512 * (quick ? 1 : 2), streams: 512 });
  return { failedOf512: [done.failed, done.lost] };
}

/** What a finished request leaves in the measuring process: its heap after the run, less its heap before, both collected. */
async function memory(client, { quick }) {
  const timeline = { firstTokenMs: 0, gapMs: 0, tokens: 10 };
  await client.job({ timeline, requests: 500, streams: 20 });
  const requests = quick ? 1000 : 5000;
  const done = await client.job({ timeline, requests, streams: 20 });
  return { growthPerRequestKb: [done.heapGrowthBytes === null ? null : done.heapGrowthBytes / 1000 / requests] };
}

/** Every scenario by its name. */
export const SCENARIOS = {
  cpuPerEvent,
  marginalCpu,
  saturated,
  lag,
  sixteenStreams: lockstep(16, { error: "firstTokenError16Ms", gaps: "gapError16Ms" }),
  lockstepOneCore: lockstep(64, { error: "firstTokenErrorOneCoreMs", gaps: "gapErrorOneCoreMs" }),
  lockstepTwoCores: lockstep(64, { error: "firstTokenErrorTwoCoresMs", gaps: "gapErrorTwoCoresMs" }),
  constantRate,
  manyStreams,
  memory,
};
