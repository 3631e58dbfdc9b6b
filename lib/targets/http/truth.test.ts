import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { ask, type Recorder, testWorld } from "../../../tests/support/targets/recorder.js";
import { SPEECHES } from "../../../tests/support/targets/speech.js";
import { startTruthServer, type TruthServer } from "../../../tests/support/targets/start-truth-server.js";
import type { Truth } from "../../../tests/support/targets/truth-server.js";
import { sharedAtMs } from "../../run/calibration/known-server/timeline.js";
import { quantile } from "../../statistics/quantile.js";
import type { Driver } from "../../types/index.js";

const TIMELINE = { roleAtMs: 3, firstTokenAtMs: 20, gapMs: 3, tokens: 8, stall: { beforeToken: 4, ms: 60 } };
const ROUNDS = 8;

interface Joined {
  readonly round: number;
  readonly truth: Truth;
  readonly seen: Recorder;
}

/** Sends `streams` requests at once, `ROUNDS` times after one round that warms up, and joins each with the server's truth. */
async function measure(driver: Driver, server: TruthServer, streams: number): Promise<readonly Joined[]> {
  const asked = new Map<string, { readonly round: number; readonly seen: Recorder }>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    const prompts = Array.from({ length: streams }, (_, stream) => `round ${round} stream ${stream}`);
    const answers = await Promise.all(prompts.map((prompt) => ask(driver, { prompt })));
    for (const [index, { ending, seen }] of answers.entries()) {
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      if (round > 0) asked.set(prompts[index] ?? "", { round, seen });
    }
  }
  const truths = await server.truths();
  return [...asked].map(([prompt, { round, seen }]) => {
    const truth = truths.get(prompt);
    assert.ok(truth !== undefined, `the server has no truth of ${prompt}`);
    return { round, truth, seen };
  });
}

/** What was measured for the first token, less what it truly took. */
const firstTokenErrorMs = ({ truth, seen }: Joined): number =>
  (seen.tokens()[0]?.atMs ?? Number.NaN) -
  (seen.dispatchedAtMs[0] ?? Number.NaN) -
  ((truth.tokensWrittenAtMs[0] ?? Number.NaN) - truth.receivedAtMs);

/** How long after each write its token was stamped. Both processes read one clock. */
const lagsMs = ({ truth, seen }: Joined): number[] =>
  seen.tokens().map(({ atMs }, token) => sharedAtMs(atMs) - (truth.tokensWrittenAtMs[token] ?? Number.NaN));

function report(context: TestContext, what: string, values: readonly number[]): void {
  const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)].map((value) => value.toFixed(2));
  context.diagnostic(
    `${what}: p50 ${p50} ms, p99 ${p99} ms, max ${Math.max(...values).toFixed(2)} ms, n ${values.length}`,
  );
}

for (const speech of SPEECHES) {
  describe(`measured against a server that knows the truth, ${speech.api}`, () => {
    let server: TruthServer;
    let driver: Driver;
    before(async () => {
      server = await startTruthServer(TIMELINE);
      driver = await speech.open(speech.target(server.origin), testWorld({ maxInFlight: 16 }));
    });
    after(async () => {
      await driver.close();
      await server.close();
    });

    for (const streams of [1, 16]) {
      it(`${streams} streams at once have no error in common, and no token is lost`, async (context) => {
        const joined = await measure(driver, server, streams);
        const errors = joined.map(firstTokenErrorMs);
        const lags = joined.flatMap(lagsMs);
        report(context, `first token error, ${streams} streams`, errors);
        report(context, `lag behind the write, ${streams} streams`, lags);
        // Other work on the machine can only add to an error; one that the client makes by itself, such as a buffer, is in every one.
        const least = Math.min(...errors.map(Math.abs));
        assert.ok(least <= 20, `${least} ms`);
        assert.equal(lags.length, joined.length * TIMELINE.tokens, "no token is lost");
      });
    }

    it("a silence that the server made is in the gaps, where it was", async () => {
      const gapsOf = (instants: readonly number[]) =>
        instants.slice(1).map((atMs, index) => atMs - (instants[index] ?? 0));
      const worst = (gaps: readonly number[]) => gaps.indexOf(Math.max(...gaps));
      const joined = await measure(driver, server, 1);
      // On a busy machine a single answer may hold a longer silence elsewhere, made by neither of the two.
      const shown = joined.filter(({ truth, seen }) => {
        const seenAt = worst(gapsOf(seen.tokens().map((piece) => piece.atMs)));
        return seenAt === worst(gapsOf(truth.tokensWrittenAtMs)) && seenAt === TIMELINE.stall.beforeToken - 1;
      });
      assert.ok(shown.length > 0);
    });
  });
}
