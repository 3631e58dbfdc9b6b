// Names whose values are written into the manifest: they are documented, and what they hold is no secret. Any other name may be
// that of a secret, so its value is not written.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Request headers, in small letters. */
export const harmlessHeaders = words(`
  accept accept-language anthropic-beta anthropic-version cache-control http-referer openai-beta openai-organization
  openai-project pragma prefer user-agent x-title x-use-cache x-wait-for-model`);

/** What a query may hold. */
export const harmlessQuery = words(
  "alt api-version api_version beta deployment location model provider region version",
);

const openai = `
  best_of echo effort enabled exclude frequency_penalty include_obfuscation include_usage logprobs max_completion_tokens
  max_tokens modalities n parallel_tool_calls presence_penalty prompt_cache_key prompt_cache_retention reasoning
  reasoning_effort response_format search_context_size seed service_tier stop store strict suffix summary temperature
  tool_choice top_logprobs top_p truncation verbosity`;
const llamaCpp = `
  add_generation_prompt cache_prompt dry_allowed_length dry_base dry_multiplier dry_penalty_last_n dry_sequence_breakers
  dynatemp_exponent dynatemp_range enable_thinking grammar grammar_lazy id_slot ignore_eos min_keep min_p mirostat mirostat_eta
  mirostat_tau n_indent n_keep n_predict n_probs penalize_nl reasoning_format repeat_last_n repeat_penalty samplers scale
  t_max_predict_ms thinking thinking_budget timings_per_token top_k top_n_sigma typical_p xtc_probability xtc_threshold`;
const vllm = `
  add_special_tokens allowed_token_ids backend bad_words chat_template choice continue_final_message continuous_usage_stats
  early_stopping guided_choice guided_decoding_backend guided_grammar guided_regex include_stop_str_in_output json
  length_penalty min_tokens priority prompt_logprobs regex repetition_penalty skip_special_tokens
  spaces_between_special_tokens stop_token_ids structural_tag thinking_token_budget truncate_prompt_tokens use_beam_search`;
const otherServers = `
  allow_fallbacks budget_tokens data_collection do_sample ebnf enable_search ignore include include_reasoning max_new_tokens
  max_price min_new_tokens no_stop_trim only order prompt_mode quantizations random_seed require_parameters route safe_prompt
  separate_reasoning sort stream_reasoning top_a transforms truncate watermark`;
const ollama = `
  f16_kv keep_alive low_vram main_gpu num_batch num_ctx num_gpu num_keep num_predict num_thread numa penalize_newline think
  tfs_z use_mlock use_mmap vocab_only`;
/** The words of JSON Schema, in which answers and tools are described. */
const jsonSchema = `
  $id $ref $schema additionalProperties const default description enum examples exclusiveMaximum exclusiveMinimum format items
  maxItems maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf name nullable pattern required
  title type uniqueItems`;
/** Settings of the calibration's own server. */
const calibration = "firstTokenAtMs gapMs roleAtMs tokens";

const harmlessFields = words([openai, llamaCpp, vllm, otherServers, ollama, jsonSchema, calibration].join(" "));

/** Whether a field of a request body, at any depth, is one of these; a number as a name is a token's, as in `logit_bias`. */
export function isHarmlessField(name: string): boolean {
  return harmlessFields.has(name) || /^\d+$/.test(name);
}
