import { checkPath, checkTexts } from "../../arguments/check-values.js";
import { weightsDirectory } from "../../project.js";
import { messageOf } from "../../text/error-message.js";
import { openTokenizer } from "./open-tokenizer.js";

/**
 * How many tokens each of some texts has, by the tokenizer of a model.
 *
 * `tokenizer` is the path of a `tokenizer.json`, of the folder that holds it or of a GGUF file, or the name of a model, such as
 * `smollm2-135m-instruct-q4_1`. The texts are counted as they are: without the chat template that a server puts around a prompt, and
 * without tokens of a beginning or an end.
 * @throws when there is no such tokenizer, or the file is not one.
 * @example
 * await bb.inspect.countTokens("smollm2-135m-instruct-q4_1", ["Hello world!"]); // => [3]
 */
export async function countTokens(tokenizer: string, texts: readonly string[]): Promise<readonly number[]> {
  checkPath("countTokens", "tokenizer", tokenizer);
  checkTexts("countTokens", "texts", texts);
  const { encode } = await openTokenizer(tokenizer, weightsDirectory).catch((error) => {
    throw new Error(`countTokens: ${messageOf(error)}`);
  });
  return texts.map((text) => encode(text).length);
}
