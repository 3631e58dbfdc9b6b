import type { FailureClass } from "../../../types/index.js";
import { objectOf } from "../wire/json-value.js";

/** Where in the exchange a network error came, as far as its class depends on it. */
export interface NetworkMoment {
  readonly connected: boolean;
  readonly answering: boolean;
  /** The socket's own error code, which the HTTP parser may have covered. */
  readonly socketError: string | null;
}

const RESOURCES = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "EAGAIN"]);
const RESET = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);
const LENGTHS_DIFFER = "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";
const CLOSED = new Set(["UND_ERR_SOCKET", LENGTHS_DIFFER]);
const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO)/;
const BY_CODE: Readonly<Record<string, FailureClass>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  ECONNREFUSED: "connect_refused",
  EHOSTUNREACH: "connect_refused",
  ENETUNREACH: "connect_refused",
  EACCES: "connect_refused",
  EPERM: "connect_refused",
  ETIMEDOUT: "connect_timeout",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  UND_ERR_HEADERS_OVERFLOW: "protocol",
  UND_ERR_DESTROYED: "engine",
  UND_ERR_CLOSED: "engine",
};

/** The code of a network error; of several tries to connect (IPv6 and IPv4) the first that has one. */
export function errorCode(error: unknown): string | null {
  const fields = objectOf(error);
  if (fields === null) return null;
  if (typeof fields.code === "string") return fields.code;
  const tries = Array.isArray(fields.errors) ? fields.errors : [];
  for (const one of [...tries, fields.cause]) {
    const code = one === undefined ? null : errorCode(one);
    if (code !== null) return code;
  }
  return null;
}

/** Names a network error: one class for each thing a user would do differently. */
export function networkFailure(error: unknown, moment: NetworkMoment): FailureClass {
  const { connected, answering, socketError } = moment;
  const code = errorCode(error) ?? "";
  const wasReset = RESET.has(code) || (connected && code === "ETIMEDOUT");
  if (RESOURCES.has(code)) return "client_resources";
  if (unasked(error)) return "protocol";
  if (!connected && TLS.test(code)) return "tls";
  if (wasReset || (answering && RESET.has(socketError ?? "")))
    return answering ? "reset_mid_stream" : "reset_before_response";
  if (code === LENGTHS_DIFFER && !answering) return "protocol"; // the head gave two lengths
  if (CLOSED.has(code) || endedEarly(error)) return answering ? "truncated" : "closed_before_response";
  return BY_CODE[code] ?? (connected ? "protocol" : "connect_refused");
}

/** The HTTP parser's own error, without a code, when the connection closes in the middle of a chunked body. */
function endedEarly(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Invalid EOF state");
}

/** undici's words for an answer of status 100 or 101 that nobody asked for; its code says only that the socket was given up. */
function unasked(error: unknown): boolean {
  return error instanceof Error && (error.message === "bad response" || error.message === "bad upgrade");
}

/** Whether a reused socket had died before the server could have seen the request: worth one try on a fresh one. */
export function isStale(error: unknown, onStandingSocket: boolean, answering: boolean): boolean {
  const code = errorCode(error);
  if (unasked(error)) return false; // the server did answer
  return onStandingSocket && !answering && code !== null && (RESET.has(code) || code === "UND_ERR_SOCKET");
}

/** What an error says, with its code where the text does not name it. */
export function errorText(error: unknown): string {
  const code = errorCode(error);
  const fields = objectOf(error);
  const text = typeof fields?.message === "string" && fields.message !== "" ? fields.message : (code ?? String(error));
  return code === null || text.includes(code) ? text : `${text} (${code})`;
}
