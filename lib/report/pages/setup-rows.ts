import { countText, durationText, MISSING, numberText } from "../../text/number-text.js";
import type { CaseLayout, CaseTokenizer, CoolDown, EngineInfo, Manifest, Prices } from "../../types/index.js";
import { limitsText, loadText } from "../figures/load-words.js";
import { headingOf } from "../tables/heading.js";

/** One line of a setup table. */
export interface Fact {
  readonly what: string;
  readonly value: string;
}

const tokenizerText = ({ name, sha256 }: CaseTokenizer): string =>
  `${name} (SHA-256 ${sha256.slice(0, 12)}…), without chat template and special tokens`;

const orEngine = (value: unknown): string =>
  value === null || value === undefined ? "engine's default" : String(value);

function toldText(value: string | number | boolean | null): string {
  if (value === null) return MISSING;
  return typeof value === "number" ? numberText(value) : String(value);
}

/** How long a request may take to get so far. */
const LIMIT_WORDS: Readonly<Record<string, string>> = {
  connectMs: "connection",
  firstByteMs: "first byte",
  firstTokenMs: "first token",
  stallMs: "between two pieces",
  totalMs: "whole answer",
};

/** Which columns of a file in another layout became which field, and which were passed over. */
function layoutText({ name, columns, unread }: CaseLayout): string {
  const read = Object.entries(columns).map(([field, column]) => `${field} from ${column}`);
  const passed = unread.length === 0 ? [] : [`not read: ${unread.join(", ")}`];
  return `${name}: ${[...read, ...passed].join("; ")}`;
}

/** What was asked for: enough to ask for it again. */
export function planFacts(manifest: Manifest): Fact[] {
  const { generation, caseSet } = manifest;
  const limits = Object.entries(manifest.timeouts).filter(([, value]) => value !== null);
  return [
    { what: "run", value: `${manifest.name} (${manifest.runId})` },
    { what: "begun", value: manifest.createdAt },
    { what: "benchbook", value: `${manifest.benchbookVersion}, commit ${manifest.commit ?? "not known"}` },
    { what: "case set", value: `${caseSet.name} ${caseSet.version}, ${countText(manifest.cases.length, "case")}` },
    ...(caseSet.layout === undefined ? [] : [{ what: "case file read as", value: layoutText(caseSet.layout) }]),
    ...(caseSet.tokenizer === undefined
      ? []
      : [{ what: "prompt lengths counted by", value: tokenizerText(caseSet.tokenizer) }]),
    { what: "case set sha256", value: caseSet.sha256 },
    { what: "load", value: loadText(manifest.load) },
    { what: "order", value: `${manifest.order}, seed ${manifest.seed}` },
    {
      what: "repetitions",
      value: `${manifest.repetitions}, after ${countText(manifest.warmups, "warm-up")} of each target`,
    },
    { what: "processes", value: processesText(manifest) },
    ...(manifest.retry ? [{ what: "retry", value: retryText(manifest.retry) }] : []),
    ...(manifest.promptNonce ? [{ what: "prompts", value: "each with a nonce of its own before it" }] : []),
    ...(manifest.limits ? [{ what: "good answer", value: limitsText(manifest.limits) }] : []),
    ...(manifest.coolDown ? [{ what: "cool-down between targets", value: coolDownText(manifest.coolDown) }] : []),
    ...Object.entries(manifest.prices ?? {}).map(([name, prices]) => ({
      what: `prices of ${name}`,
      value: pricesText(prices),
    })),
    { what: "generation", value: generationText(generation) },
    ...wholeAnswers(manifest),
    {
      what: "limits",
      value:
        limits.length === 0
          ? "none"
          : limits.map(([name, value]) => `${LIMIT_WORDS[name] ?? name} ${durationText(value)}`).join(", "),
    },
    { what: "error budget", value: `${numberText(manifest.errorBudget * 100)} %` },
  ];
}

/** Targets that were asked for whole answers: what cannot be known of them is no fault of the run. */
function wholeAnswers({ targets }: Manifest): Fact[] {
  const names = targets.filter(({ stream }) => stream === false).map(({ name }) => name);
  if (names.length === 0) return [];
  const value = `${names.join(", ")}: the whole answer at once, so neither a time to first token nor a decode speed is known`;
  return [{ what: "not streamed", value }];
}

function processesText({ isolation, processes = 1 }: Manifest): string {
  const of = isolation === "target" ? "for each target" : "for the run";
  return processes === 1 ? `one ${of}` : `${processes} that send ${of}, and one that writes`;
}

const retryText = ({ attempts, maxWaitMs }: NonNullable<Manifest["retry"]>): string =>
  `after 429 and 503 up to ${countText(attempts, "time")}, waiting up to ${numberText(maxWaitMs)} ms each`;

const coolDownText = (coolDown: CoolDown): string =>
  "seconds" in coolDown
    ? durationText(coolDown.seconds * 1000)
    : `to ${numberText(coolDown.belowCelsius)} °C, at most ${durationText(coolDown.atMostSeconds * 1000)}`;

function pricesText({ currency, asOf, ...prices }: Prices): string {
  const parts = [
    ["a million prompt tokens", prices.inputPerMillion],
    ["a million cached prompt tokens", prices.cachedInputPerMillion],
    ["a million output tokens", prices.outputPerMillion],
    ["an hour", prices.perHour],
  ] as const;
  const told = parts.flatMap(([what, price]) =>
    price === undefined ? [] : [`${numberText(price)} ${currency} for ${what}`],
  );
  return `${told.join(", ")}, as of ${asOf}`;
}

function generationText(generation: Manifest["generation"]): string {
  const parts = [
    `max tokens ${generation.maxTokens}`,
    `temperature ${orEngine(generation.temperature)}`,
    `top-k ${orEngine(generation.topK)}`,
    `top-p ${orEngine(generation.topP)}`,
    `repetition penalty ${orEngine(generation.repetitionPenalty)}`,
    `seed ${orEngine(generation.seed)}`,
    `stop ${generation.stop.length === 0 ? "none" : JSON.stringify(generation.stop)}`,
    ...(generation.ignoreEndOfSequence ? ["end of sequence ignored"] : []),
  ];
  return parts.join(", ");
}

type Answering = EngineInfo & { readonly target: string };

function enginesOf(manifest: Manifest): Answering[] {
  const seen = new Map<string, Answering>();
  for (const session of manifest.sessions) {
    for (const engine of session.engines) seen.set(JSON.stringify([engine.target, engine.modelSha256]), engine);
  }
  return [...seen.values()];
}

/** The engines that answered, one row each: what is needed to have the same ones again. */
export function engineRows(manifest: Manifest): object[] {
  return enginesOf(manifest).map(engineRow);
}

/** The weights that the engines held: a name may mean other bytes next year. */
export function weightRows(manifest: Manifest): object[] {
  return enginesOf(manifest).map(({ target, modelBytes, modelSha256 }) => ({ target, modelBytes, modelSha256 }));
}

function engineRow(engine: Answering): object {
  return {
    target: engine.target,
    engine: engine.engineVersion === null ? engine.engine : `${engine.engine} ${engine.engineVersion}`,
    model: engine.model,
    quantisation: engine.quantisation,
    parameters: engine.parameters,
    contextSize: engine.contextSize,
    threads: engine.threads,
    device: engine.device,
    openMs: engine.openMs,
  };
}

/** The machine and the packages of the last process that measured. */
export function machineFacts(manifest: Manifest): Fact[] {
  const session = manifest.sessions.at(-1);
  if (session === undefined) return [{ what: "machine", value: "not recorded: no measuring process began" }];
  const machine = Object.entries(session.machine).map(([what, value]) => ({
    what: headingOf(what),
    value: toldText(value),
  }));
  const packages = Object.entries(session.packages).map(([what, value]) => ({ what: `package ${what}`, value }));
  return [...machine, ...packages];
}
