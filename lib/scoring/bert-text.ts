/** U+0000, the replacement character, and every control, format, private or lone surrogate code but tab and line ends. */
const dropped = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
/** The blocks of Chinese characters that BERT names, with the start of extension E as Hugging Face has it. */
const chinese =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

/**
 * A text as an uncased BERT model reads it: the `BertNormalizer` of Hugging Face's tokenizers, of which `@xenova/transformers`
 * 2.17.2 differs in any script but Latin. Control characters go, white space becomes a space, Chinese characters stand apart (those
 * beyond U+FFFF too), marks (Mn) go after decomposition, and each letter is lowered by itself: no final sigma.
 *
 * Marks are those of this engine's Unicode. Python's tables are of Unicode 8, so it keeps some 300 marks that came later.
 * @example
 * bertText("Ёлка ガラス"); // => "елка カラス"
 */
export function bertText(text: string): string {
  return text
    .replace(dropped, "")
    .replace(/\s/gu, " ")
    .replace(chinese, " $& ")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/./gsu, (character) => character.toLowerCase());
}
