import type { Case, ContentPart, RequestNeed } from "../../types/index.js";
import { hasHistory } from "./prompt-nonce.js";

/** What the cases of a run ask beyond a prompt: each must be something that its targets send. */
export function requestNeeds(cases: readonly Case[]): readonly RequestNeed[] {
  const asks: Readonly<Record<RequestNeed, (one: Case) => boolean>> = {
    conversations: ({ messages }) => messages !== undefined && hasHistory(messages),
    images: (one) => urlsOf(one).length > 0,
    imageUrls: (one) => urlsOf(one).some((url) => /^https?:/.test(url)),
    tools: ({ tools }) => tools !== undefined,
    responseFormat: ({ responseFormat }) => responseFormat !== undefined,
  };
  return (Object.keys(asks) as readonly RequestNeed[]).filter((need) => cases.some(asks[need]));
}

function urlsOf({ messages = [] }: Case): readonly string[] {
  return messages.flatMap(({ parts = [] }) =>
    parts.flatMap((part: ContentPart) => (part.type === "text" ? [] : [part.image_url.url])),
  );
}
