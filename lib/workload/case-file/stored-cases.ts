import { createHash } from "node:crypto";
import type { Case, ContentPart, Message } from "../../types/index.js";

/**
 * A case as a manifest holds it and as its fingerprint is made: in place of an image's data its SHA-256, since a manifest must stay
 * small. A case without images is the same.
 */
export function storedCase(one: Case): Case {
  const { messages } = one;
  if (messages === undefined || !messages.some(({ parts }) => parts !== undefined)) return one;
  return { ...one, messages: messages.map(storedTurn) };
}

function storedTurn(turn: Message): Message {
  return turn.parts === undefined ? turn : { ...turn, parts: turn.parts.map(storedPart) };
}

function storedPart(part: ContentPart): ContentPart {
  if (part.type === "text" || !part.image_url.url.startsWith("data:")) return part;
  const { url } = part.image_url;
  const data = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  const sha256 = createHash("sha256").update(data).digest("hex");
  return { ...part, image_url: { ...part.image_url, url: `sha256:${sha256}` } };
}

/** Whether cases lack the data of their images, as those of a manifest do. */
export function lacksImages(cases: readonly Case[]): boolean {
  return cases.some(({ messages = [] }) =>
    messages.some(({ parts = [] }) =>
      parts.some((part) => part.type === "image_url" && part.image_url.url.startsWith("sha256:")),
    ),
  );
}
