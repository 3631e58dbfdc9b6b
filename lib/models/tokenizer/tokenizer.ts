/** Cuts texts into the tokens of one model. */
export interface Tokenizer {
  /** The absolute path of the file that holds it. */
  readonly file: string;
  /** SHA-256 of the `tokenizer.json`; of a GGUF file that of its vocabulary alone, which is the same for every quantization. */
  readonly sha256: string;
  /** Who cuts: the package `tokenizers` of Hugging Face, or llama.cpp where only it knows the vocabulary's rules. */
  readonly engine: "tokenizers" | "llama.cpp";
  /**
   * The tokens of a text as it is: no chat template, and nothing put before or after it, such as a token of the beginning. A special
   * token that is written in the text, such as `<|im_end|>`, is one token.
   */
  encode(text: string): readonly number[];
}

/** What a tokenizer file says of itself, before a name for it is found. */
export type Cutter = Pick<Tokenizer, "engine" | "encode">;
