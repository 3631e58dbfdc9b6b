import type { FailureClass } from "../../types/index.js";

/** Exhaustive, so that a new class does not compile until it stands here. */
const known: Readonly<Record<FailureClass, true>> = {
  connect_refused: true,
  dns: true,
  connect_timeout: true,
  tls: true,
  reset_before_response: true,
  stale_socket: true,
  closed_before_response: true,
  reset_mid_stream: true,
  truncated: true,
  truncated_no_terminal_event: true,
  protocol: true,
  first_byte_timeout: true,
  ttft_timeout: true,
  stall_timeout: true,
  deadline: true,
  http_4xx: true,
  http_5xx: true,
  auth: true,
  rate_limited: true,
  wrong_content_type: true,
  empty_response: true,
  redirect_refused: true,
  content_encoding: true,
  stream_error: true,
  zero_output: true,
  prompt_too_long: true,
  client_resources: true,
  model_missing: true,
  engine: true,
};

/** Every class of failure. */
export const failureClasses = Object.keys(known) as readonly FailureClass[];

/** The message of a failure that the settings asked for, which distinguishes it from one that the client caused. */
export const askedFailure = "this failure was asked for by the target's settings";
