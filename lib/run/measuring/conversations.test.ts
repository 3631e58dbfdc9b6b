import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { drivenClock } from "../../../tests/support/run/driven-clock.js";
import type {
  Case,
  Driver,
  DriverRequest,
  FailureClass,
  History,
  Load,
  PlanEntry,
  StreamResult,
  Trial,
} from "../../types/index.js";
import { caseSet } from "../../workload/case-file/case-set.js";
import { batches, closedLoop, openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { type Measurement, measure } from "./measure.js";
import { byConversation } from "./offer.js";

// Conversations on a driven clock: what is sent, in which order, at which instant, and what is kept of a conversation that ends early.

const user = (content: string) => ({ role: "user", content }) as const;
const assistant = (content: string) => ({ role: "assistant", content }) as const;
const system = { role: "system", content: "Be brief." } as const;

/** A conversation of so many turns with recorded answers, its questions `a1`, `a2` … */
const talk = (id: string, turns: number) => ({
  id,
  messages: Array.from({ length: turns }, (_, at) => [user(`${id}${at + 1}`), assistant(`told-${id}${at + 1}`)])
    .flat()
    .slice(0, -1),
});

interface Sent {
  readonly atMs: number;
  readonly request: DriverRequest;
}

interface Setting {
  readonly cases: readonly Case[];
  readonly load?: Load;
  readonly history?: History;
  readonly thinkTimeMs?: number;
  readonly promptNonce?: boolean;
  readonly entries?: readonly PlanEntry[];
  readonly more?: Partial<Measurement>;
  /** The prompts that fail. */
  readonly failing?: ReadonlyMap<string, FailureClass>;
  /** The run is stopped while this prompt is answered. */
  readonly stopAt?: string;
  /** Hears of each request, which then is not kept. */
  readonly hear?: (request: DriverRequest) => void;
}

const takesMs = 100;

/** An engine that answers `re:` and the prompt after 100 ms. */
function engine(clock: ReturnType<typeof drivenClock>, { failing, stopAt, hear }: Setting, stop: AbortController) {
  const sent: Sent[] = [];
  const driver: Driver = {
    info: { engine: "test", model: "m", details: {}, openMs: 0 } as never,
    conversations: true,
    async send(request, observer, signal) {
      const atMs = clock.now();
      if (hear) hear(request);
      else sent.push({ atMs, request });
      observer.onDispatched(atMs);
      if (request.prompt === stopAt) stop.abort("stopped by hand");
      else await clock.sleepUntil(atMs + takesMs, signal);
      const endAtMs = clock.now();
      const common = { endAtMs, streamed: true, usage: null, respondedModel: null, warnings: [] };
      if (signal.aborted)
        return { ...common, kind: "aborted", reason: String(signal.reason), phase: "stream" } satisfies StreamResult;
      const failure = failing?.get(request.prompt);
      if (failure !== undefined)
        return { ...common, kind: "failed", class: failure, phase: "stream", message: "no", status: null };
      observer.onChunk({ atMs: endAtMs, kind: "answer", text: `re:${request.prompt}`, tokens: 1, readIndex: 0 });
      return { ...common, kind: "answered", finishReason: "stop" };
    },
    close: async () => {},
  };
  return { driver, sent };
}

async function conversed(setting: Setting) {
  const clock = drivenClock();
  const stop = new AbortController();
  const { driver, sent } = engine(clock, setting, stop);
  const { cases, load = closedLoop({ concurrency: 1 }), history = "real" } = setting;
  const plan = planRun({ targets: [{ name: "t" }], cases, warmups: 0, repetitions: 1, load, history, seed: 1 });
  const trials: Trial[] = [];
  await measure({
    session: 1,
    entries: setting.entries ?? plan.entries,
    load,
    cases: new Map(cases.map((one) => [one.id, one])),
    drivers: new Map([["t", driver]]),
    generation: { maxTokens: 10 } as never,
    timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null },
    errorBudget: 1,
    clock,
    measuredEntries: plan.entries.length,
    log: { trial: async (trial) => void trials.push(trial) },
    signal: stop.signal,
    history,
    thinkTimeMs: setting.thinkTimeMs ?? 0,
    promptNonce: setting.promptNonce ?? false,
    ...setting.more,
  });
  return { plan, sent, trials: trials.toSorted((a, b) => a.planIndex - b.planIndex) };
}

const casesOf = (...given: readonly object[]) => caseSet({ cases: given as never }).cases;
const said = ({ request }: Sent) => (request.messages ?? [user(request.prompt)]).map(({ content }) => content);

describe("the turns of a conversation", () => {
  it("are sent one after the other with the model's own answers before them, each as a trial", async () => {
    const cases = casesOf({ id: "a", messages: [system, ...talk("a", 3).messages] });
    const { sent, trials } = await conversed({ cases });
    assert.deepEqual(sent.map(said), [
      ["a1"],
      ["Be brief.", "a1", "re:a1", "a2"],
      ["Be brief.", "a1", "re:a1", "a2", "re:a2", "a3"],
    ]);
    assert.deepEqual(
      sent.map(({ request }) => [request.system, request.messages?.map(({ role }) => role[0]).join("") ?? null]),
      [
        ["Be brief.", null],
        ["Be brief.", "suau"],
        ["Be brief.", "suauau"],
      ],
    );
    assert.deepEqual(
      trials.map(({ turn, outcome }) => [turn, outcome.kind, outcome.text]),
      [
        [1, "answered", "re:a1"],
        [2, "answered", "re:a2"],
        [3, "answered", "re:a3"],
      ],
    );
  });

  it("have the answers of the case before them with the history recorded, and are one request with last-turn", async () => {
    const cases = casesOf(talk("a", 3));
    const recorded = await conversed({ cases, history: "recorded" });
    assert.deepEqual(recorded.sent.map(said), [
      ["a1"],
      ["a1", "told-a1", "a2"],
      ["a1", "told-a1", "a2", "told-a2", "a3"],
    ]);
    const one = await conversed({ cases, history: "last-turn" });
    assert.deepEqual(one.sent.map(said), [["a1", "told-a1", "a2", "told-a2", "a3"]]);
    assert.equal(one.trials[0]?.turn, undefined);
  });

  it("leave a case with one user turn as it was: the same plan, the same trials", async () => {
    const cases = casesOf({ id: "p", prompt: "p" }, { id: "s", messages: [system, user("s")] });
    const [now, before] = [await conversed({ cases }), await conversed({ cases, history: "last-turn" })];
    assert.equal(JSON.stringify(now), JSON.stringify(before));
    assert.ok(now.plan.entries.every((entry) => !("turn" in entry)));
  });

  it("wait for the think time after each answer, and no longer", async () => {
    const cases = casesOf(talk("a", 3));
    const { sent } = await conversed({ cases, thinkTimeMs: 250 });
    assert.deepEqual(
      sent.map(({ atMs }) => atMs - (sent[0]?.atMs ?? 0)),
      [0, 350, 700],
    );
  });

  it("share the nonce of the first, so that only other conversations are kept out of a prompt cache", async () => {
    const cases = casesOf(talk("a", 2), talk("b", 2));
    const { sent, trials } = await conversed({ cases, promptNonce: true });
    const nonces = sent.map((one) => /^\[(\d{15})\]/.exec(said(one)[0] ?? "")?.[1]);
    assert.equal(nonces[0], nonces[1]);
    assert.equal(nonces[2], nonces[3]);
    assert.notEqual(nonces[0], nonces[2]);
    assert.deepEqual(
      trials.map(({ promptNonce }) => promptNonce),
      nonces,
    );
  });
});

describe("a conversation in a load", () => {
  it("is sent by one user of a closed loop, who takes the next when it has ended", async () => {
    const cases = casesOf(talk("a", 2), talk("b", 3));
    const { sent, plan } = await conversed({ cases, load: closedLoop({ concurrency: 2 }) });
    const began = sent[0]?.atMs ?? 0;
    const at = Object.fromEntries(sent.map(({ atMs, request }) => [request.prompt, atMs - began]));
    assert.deepEqual(at, { a1: 0, b1: 0, a2: 100, b2: 100, b3: 200 });
    assert.deepEqual(
      plan.entries.map(({ index, block }) => [index, block]),
      [0, 1, 2, 3, 4].map((index) => [index, 0]),
    );
  });

  it("counts once in a batch, begins with it and goes on by itself", async () => {
    const cases = casesOf(talk("a", 1), talk("b", 3), talk("c", 2));
    const { sent, plan } = await conversed({ cases, load: batches({ size: 2 }) });
    const inBlock = (block: number) => [
      ...new Set(plan.entries.filter((entry) => entry.block === block).map(({ caseId }) => caseId)),
    ];
    assert.deepEqual([inBlock(0).length, inBlock(1).length], [2, 1]);
    const sentOf = (ids: readonly string[]) => sent.filter(({ request }) => ids.includes(request.prompt.slice(0, 1)));
    const ends = sentOf(inBlock(0)).map(({ atMs }) => atMs + takesMs);
    assert.equal(sentOf(inBlock(1))[0]?.atMs, Math.max(...ends));
  });

  it("has one arrival in an open loop, and its later turns follow the answers and the think time", async () => {
    const cases = casesOf(talk("a", 3), talk("b", 2));
    const load = openLoop({ requestsPerSecond: 20, arrivals: "constant" });
    const { plan, sent, trials } = await conversed({ cases, load, thinkTimeMs: 30 });
    assert.deepEqual(
      plan.entries.map(({ turn, intendedOffsetMs }) => (turn === 1 ? intendedOffsetMs : [intendedOffsetMs])),
      plan.entries[0]?.caseId === "a" ? [0, [null], [null], 50, [null]] : [0, [null], 50, [null], [null]],
    );
    const began = sent[0]?.atMs ?? 0;
    const lateBy = trials.map(({ intendedAtMs, dispatchedAtMs }) => dispatchedAtMs - intendedAtMs);
    assert.deepEqual(lateBy, [0, 0, 0, 0, 0]);
    const starts = trials.map(({ intendedAtMs }) => intendedAtMs - began);
    assert.deepEqual(starts, plan.entries[0]?.caseId === "a" ? [0, 130, 260, 50, 180] : [0, 130, 50, 180, 310]);
  });

  it("waits for a place in flight with each of its turns", async () => {
    const cases = casesOf(talk("a", 2), talk("b", 2));
    const load = openLoop({ requestsPerSecond: 1000, arrivals: "constant", maxInFlight: 1 });
    const { sent, trials } = await conversed({ cases, load });
    const order = sent.map(({ request }) => request.prompt);
    assert.deepEqual(
      order.map((prompt) => prompt.slice(1)),
      ["1", "1", "2", "2"],
    );
    assert.deepEqual(
      sent.map(({ atMs }) => atMs - (sent[0]?.atMs ?? 0)),
      [0, 100, 200, 300],
    );
    assert.ok(trials.every(({ outcome }) => outcome.kind === "answered"));
  });

  it("begins no turn when the time of a closed loop is over, and goes round with indices of its own", async () => {
    const cases = casesOf(talk("a", 3));
    const load = closedLoop({ concurrency: 1, durationSeconds: 0.45 });
    const { trials } = await conversed({ cases, load });
    assert.deepEqual(
      trials.map(({ planIndex, turn }) => [planIndex, turn]),
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 1],
        [4, 2],
      ],
    );
  });
});

describe("a conversation of which a turn is not answered", () => {
  it("ends there: what follows is kept as not sent, with the cause, and others go on", async () => {
    const cases = casesOf(talk("a", 4), talk("b", 2));
    const { sent, trials } = await conversed({ cases, failing: new Map([["a2", "http_5xx"]]) });
    assert.deepEqual(sent.map(({ request }) => request.prompt).toSorted(), ["a1", "a2", "b1", "b2"]);
    const ofA = trials.filter(({ caseId }) => caseId === "a");
    assert.deepEqual(
      ofA.map(({ turn, outcome }) => [turn, outcome.kind]),
      [
        [1, "answered"],
        [2, "failed"],
        [3, "not-sent"],
        [4, "not-sent"],
      ],
    );
    const last = ofA.at(-1);
    assert.ok(last?.outcome.kind === "not-sent");
    assert.deepEqual(
      [last.outcome.cause, last.outcome.reason],
      ["failed", "turn 2 of the conversation failed (http_5xx)"],
    );
    assert.deepEqual([last.firstTokenAtMs, last.usage, last.arrivals], [null, null, []]);
    assert.equal(last.dispatchedAtMs, ofA[1]?.endAtMs);
  });

  it("spends no error budget with what was not sent", async () => {
    const cases = casesOf(...["a", "b", "c", "d", "e", "f"].map((id) => talk(id, 5)));
    const failing = new Map(["a", "b", "c", "d", "e", "f"].map((id) => [`${id}5`, "engine"] as const));
    const early = new Map(["a", "b", "c", "d"].map((id) => [`${id}1`, "engine"] as const));
    const whole = await conversed({ cases, failing: early, more: { errorBudget: 0.9 } });
    assert.equal(whole.trials.length, 30, "4 failures and 16 turns not sent are 4 of 14");
    const over = await conversed({ cases, failing, more: { errorBudget: 0.19 } });
    assert.ok(over.trials.length < 30, "5 of 25 are more than 19 %");
  });

  it("is aborted with the run: the turns after it are to be sent by a resume, and say so", async () => {
    const cases = casesOf(talk("a", 3));
    const { trials } = await conversed({ cases, stopAt: "a2" });
    const causes = trials.map(({ outcome }) => (outcome.kind === "not-sent" ? outcome.cause : outcome.kind));
    assert.deepEqual(causes, ["answered", "aborted", "aborted"]);
    assert.equal(trials[2]?.outcome.kind, "not-sent");
  });

  it("goes on at its first missing turn after the stored answers, or is kept as not sent where there are none", async () => {
    const cases = casesOf(talk("a", 3), talk("b", 3));
    const { plan } = await conversed({ cases });
    const entries = plan.entries.filter(({ turn }) => turn !== 1);
    const first = (id: string) => plan.entries.find(({ caseId }) => caseId === id)?.index ?? -1;
    const begun = new Map([
      [first("a"), { kind: "answered", answers: ["stored-a1"] } as const],
      [first("b"), { kind: "ended", cause: "no-history", reason: "not kept" } as const],
    ]);
    const { sent, trials } = await conversed({ cases, entries, more: { begun } });
    assert.deepEqual(sent.map(said), [
      ["a1", "stored-a1", "a2"],
      ["a1", "stored-a1", "a2", "re:a2", "a3"],
    ]);
    const ofB = trials.filter(({ caseId }) => caseId === "b").map(({ outcome }) => outcome);
    assert.deepEqual(
      ofB.map((outcome) => outcome.kind === "not-sent" && [outcome.cause, outcome.reason]),
      [
        ["no-history", "not kept"],
        ["no-history", "not kept"],
      ],
    );
  });
});

describe("entries by conversation", () => {
  it("keep their order, and a conversation is whole wherever its turns follow each other", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, (turns) => {
        const cases = casesOf(...turns.map((count, at) => talk(`c${at}-`, count)));
        const { entries } = planRun({ targets: [{ name: "t" }], cases, warmups: 0, repetitions: 1, seed: 3 });
        const groups = [...byConversation(entries)];
        assert.deepEqual(groups.flat(), entries);
        assert.deepEqual(groups.map((group) => group.length).toSorted(), turns.toSorted());
        assert.ok(groups.every((group) => new Set(group.map(({ caseId }) => caseId)).size === 1));
      }),
    );
  });

  it("work for 10,000 turns: each answer is kept once", async () => {
    const lengths: number[] = [];
    const { trials } = await conversed({
      cases: casesOf(talk("a", 10_000)),
      hear: ({ messages = [] }) => lengths.push(messages.length),
    });
    assert.equal(lengths.at(-1), 19_999);
    const kept = JSON.stringify(trials).length;
    assert.ok(kept < 10_000 * 1000, `${kept} characters`);
  });
});
