import type { IncomingHttpHeaders } from "node:http";
import type { FailureClass } from "../../../types/index.js";
import { type Dialect, STREAM_MEDIA_TYPE } from "./dialect.js";

/** What the head of a response tells about its body. */
export type Head =
  | { readonly kind: "stream" }
  /** Another content type than was asked for, or none: JSON is most likely a whole answer, and what else it is its body tells. */
  | { readonly kind: "unsure"; readonly mediaType: string; readonly isJson: boolean; readonly message: string }
  /** An HTTP error: its body says more. */
  | { readonly kind: "refused" }
  /** Not worth a look at the body. */
  | { readonly kind: "failed"; readonly failure: FailureClass; readonly message: string };

/** Judges a response by status and headers. Redirects are refused: a key must not go where another server points. */
export function readHead(status: number, headers: IncomingHttpHeaders, { format }: Pick<Dialect, "format">): Head {
  if (status >= 400) return { kind: "refused" };
  if (status >= 300)
    return failed("redirect_refused", `the server answered ${status}, which points to another address`);
  if (status === 204 || status === 205) return failed("empty_response", `the server answered ${status} without a body`);
  const encoding = encodingOf(headers, "content-encoding") ?? encodingOf(headers, "transfer-encoding");
  if (encoding !== null) return failed("content_encoding", `the server sent ${encoding} though identity was asked for`);
  return bodyKind(headerTexts(headers, "content-type")[0], format);
}

/** What was done to the body, as the header says it; null where it was only cut into chunks. */
function encodingOf(headers: IncomingHttpHeaders, name: string): string | null {
  const all = headerTexts(headers, name).join(", ");
  const plain = all.split(",").every((coding) => /^(identity|chunked)?$/i.test(coding.trim()));
  return plain ? null : all.trim();
}

/** What a header says, once for each time that it was sent: undici gives a list where a server repeats it, against its types. */
export function headerTexts(headers: IncomingHttpHeaders, name: string): readonly string[] {
  const given = headers[name];
  return given === undefined ? [] : [given].flat();
}

function bodyKind(contentType: string | undefined, format: Dialect["format"]): Head {
  const sent = contentType?.split(";")[0]?.trim() ?? ""; // shown as it was sent: a key in small letters could not be found any more
  const mediaType = sent.toLowerCase();
  if (mediaType === STREAM_MEDIA_TYPE[format]) return { kind: "stream" };
  if (format === "json-lines" && /^application\/(x-)?(nd-?json|jsonl)$/.test(mediaType)) return { kind: "stream" };
  const isJson = /^application\/([a-z.-]+\+)?json$/.test(mediaType);
  const message = `expected ${STREAM_MEDIA_TYPE[format]}, got ${sent === "" ? "no content type" : sent}`;
  return { kind: "unsure", mediaType: sent, isJson, message };
}

function failed(failure: FailureClass, message: string): Head {
  return { kind: "failed", failure, message };
}
