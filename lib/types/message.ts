/** One turn of a conversation. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  /** The text, of all its parts where it has some. */
  readonly content: string;
  /** The parts of a turn that is not only text, in their order; absent for a text. */
  readonly parts?: readonly ContentPart[];
}

/**
 * A part of a turn as the chat APIs have it. The `url` of an image is a `data:` URL, an address that the server fetches, or, in a
 * manifest, `sha256:…` in place of the data.
 */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image_url";
      readonly image_url: { readonly url: string; readonly detail?: string };
      /** The size of the image; absent where the server fetches it. */
      readonly bytes?: number;
    };

/** A tool as the chat APIs take it, such as `{ type: "function", function: { name, parameters } }`; sent as it is. */
export type ToolDefinition = Readonly<Record<string, unknown>>;

/** The form of an answer as the chat APIs take it, such as `{ type: "json_object" }`; sent as it is. */
export type ResponseFormat = Readonly<Record<string, unknown>>;
