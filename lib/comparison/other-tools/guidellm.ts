import type { Load } from "../../types/index.js";
import { cannot, type Job, originOf, PROMPT_TOKENS, type Said, unsaidSettings } from "./job.js";

/** GuideLLM 0.8: the keys are those of its own `guidellm/schemas`. */
export function guidellmCommand(job: Job): Said {
  const { target, generation, promptTokens, warmups, load } = job;
  const profile = profileOf(load);
  if (profile === null) return cannot(`a load of the kind ${kindOf(load)}`);
  if (/[,=]/.test(`${target.model}`)) return cannot("a model whose name has a comma or an equals sign");
  const format = target.api === "completions" ? "/v1/completions" : "/v1/chat/completions";
  const key = target.apiKeyEnv ? `,api_key=$${target.apiKeyEnv}` : "";
  const stream = target.stream === false ? ",stream=false" : "";
  const seconds = "durationSeconds" in load ? (load.durationSeconds ?? null) : null;
  const command = [
    ...["guidellm", "run"],
    ...[
      "--backend",
      `kind=openai_http,target=${originOf(target)},model=${target.model},request_format=${format}${stream}${key}`,
    ],
    ...["--profile", profile],
    ...[
      "--constraint",
      seconds === null ? `kind=max_requests,count=${job.requests}` : `kind=max_duration,seconds=${seconds}`,
    ],
    ...[
      "--data",
      `kind=synthetic_text,prompt_tokens=${promptTokens ?? PROMPT_TOKENS},output_tokens=${generation.maxTokens}`,
    ],
    ...["--output", "kind=json,path=guidellm.json"],
  ];
  const byCap = generation.ignoreEndOfSequence ? [] : ["that answers may end early: it asks for output_tokens exactly"];
  const cold = warmups === 0 ? [] : ["warm-ups that are kept and marked"];
  return { command, notSaid: [...byCap, ...cold, ...unsaidSettings(generation, [])] };
}

function profileOf(load: Load): string | null {
  if (load.kind === "closed") return `kind=concurrent,streams=${load.concurrency}`;
  if (load.kind !== "open" || load.arrivals === "gamma") return null;
  const most = load.maxInFlight === null ? "" : `,max_concurrency=${load.maxInFlight}`;
  return `kind=${load.arrivals},rate=${load.requestsPerSecond}${most}`;
}

const kindOf = (load: Load) => (load.kind === "open" ? `open with ${load.arrivals} arrivals` : load.kind);
