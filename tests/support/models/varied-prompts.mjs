/** Pieces of every sort that tokenizers part texts at: scripts, marks, numbers, code, white space of all kinds, special tokens. */
const pieces = [
  ..."abcdefghijklmnopqrstuvwxyz0123456789 .,;:!?'\"`~#@$%^&*()[]{}<>=+-/|\\_",
  ...[
    "  ",
    "   ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\t\t",
    " \n",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u200b",
    "\u0085",
    "\ufeff",
    "\u00ad",
  ],
  ..."äöüßéàçñøæłğİıſÅ日本語中文字漢かなカナ한국אבגדהعربيةहिन्दीไทย½²³Ⅷ①٣४ﬁﬂ𝔘𝒳𐍈№°→—“”…",
  ...["😀", "👩‍👩‍👧", "🏳️‍🌈", "🇩🇪", "e\u0301", "\u0301", "\ufe0f", "\u200d", "\u0000", "\u0001", "\u001f", "\u007f"],
  ...[
    "I'm",
    " don't",
    "we'll",
    "THEY'RE",
    "'S",
    " it's",
    " Hello",
    "World",
    " naïve",
    " Zürich",
    "1,000,000",
    " 2026-11-30",
  ],
  ...["const x = 1;\n", "    return foo(bar)\n", " a_b_c", " camelCase", "```py\n", "!!!", "...", "====", " 3.14159"],
  ...["<|im_start|>", "<|im_end|>", "<|endoftext|>", "</s>", "user\n"],
];

/**
 * Prompts of 1 to 80 pieces, the same at every call: a linear congruential generator (Numerical Recipes) draws them.
 *
 * @param {number} count
 * @returns {string[]}
 */
export function variedPrompts(count) {
  let state = 20261130;
  const draw = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + draw(80) }, () => (draw(3) === 0 ? " " : "") + pieces[draw(pieces.length)]).join(""),
  );
}
