import { checkText } from "../arguments/check-values.js";

// Words that ask politely or fill, and shorter ways to say the same. English only: other text passes through untouched.

const tasks =
  "explain|tell|give|list|write|describe|summari[sz]e|show|help|name|compare|translate|provide|answer|find|make|say|define|suggest";

/** What asks politely. `can you` only before a task: "can you swim?" is a question; "to please the king" asks nothing. */
const courtesies = [
  `(?:could|can|would|will) you(?: please| kindly| perhaps| possibly)*(?= (?:${tasks})\\b)`,
  "(?:i would|i'd) (?:really |very much )?(?:like|love|want) you to",
  "(?:i was wondering|i wonder) if you (?:could|would|might)(?: be able to)?",
  "would you (?:mind|be so kind as to)",
  "if you (?:do not|don't) mind|if (?:it is|it's) (?:at all )?possible",
  "kindly|please(?! (?:the|an?|my|your|his|her|our|their|him|them|everyone|everybody|people|you|me|us|it)\\b)",
];

/** What says nothing. Never after a negation: "not really" is not "not". `rather than` stays. */
const fillers = [
  "as you (?:may |might )?(?:probably )?know|as we all know",
  "(?:it is|it's) (?:important to note|worth noting|worth mentioning) that",
  "in fact|of course|needless to say|as a matter of fact",
  "very|really|quite|basically|actually|somewhat|certainly|definitely|obviously|essentially",
  "rather(?! than)",
];

const shorter: readonly (readonly [string, string])[] = [
  ["in order to", "to"],
  ["so as to", "to"],
  ["due to the fact that", "because"],
  ["in spite of the fact that", "although"],
  ["in the event that", "if"],
  ["at this point in time", "now"],
  ["a (?:large|great) number of", "many"],
  ["(?:is|are) able to", "can"],
  ["with (?:regard|respect) to", "about"],
  ["for the purpose of", "for"],
];

const before = "(?<![\\p{L}\\p{N}'’-])";
const after = "(?![\\p{L}\\p{N}'’-])";
const notNegated = "(?<!\\b(?:not|never|no|nor|cannot)\\s)(?<!n['’]t\\s)";
const removed = [
  new RegExp(`${before}(?:${courtesies.join("|")})${after},?`, "giu"),
  new RegExp(`${notNegated}${before}(?:${fillers.join("|")})${after},?`, "giu"),
];
const replaced = shorter.map(([long, short]) => [new RegExp(`${before}${long}${after}`, "giu"), short] as const);

/** A greeting is one only at the very beginning, thanks only as a sentence at the very end. */
const greeting = /^\s*(?:hi|hello|dear assistant)(?: there)?\s*[,!.]\s+/iu;
const thanks =
  /(?<=[.!?\n,]\s*)(?:many )?(?:thanks|thank you)(?: very much| so much)?(?: in advance)?(?: for your (?:help|time|answer))?\s*[.!]*\s*$/iu;

/** Code and quoted text, which is kept to the letter. An apostrophe inside a word opens no quotation. */
const kept = /```[\s\S]*?```|`[^`\n]*`|"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu;

/**
 * The same request in fewer tokens: courtesies and filler words dropped, long phrases said shortly, blanks and repeated marks
 * joined. Deterministic and without a model; numbers, names, negations, code and quoted text stay as they are. A text that
 * would lose everything is returned as it came. Compressing twice changes nothing more.
 *
 * What it saves is for the engine's own token count to say, and what it costs for the answers: a model may answer another
 * wording differently.
 *
 * @example compressPrompt("Could you please explain, in very simple terms, what a cache is? Thank you!"); // => "explain, in simple terms, what a cache is?"
 */
export function compressPrompt(prompt: string): string {
  checkText("compressPrompt", "prompt", prompt);
  let text = prompt;
  for (let round = 0; round < 10; round++) {
    const next = once(text);
    if (next === text) break;
    text = next;
  }
  return /[\p{L}\p{N}]/u.test(text) ? text : prompt;
}

function once(prompt: string): string {
  const whole = prompt.replace(greeting, "").replace(thanks, "");
  const pieces: string[] = [];
  let from = 0;
  for (const match of whole.matchAll(kept)) {
    pieces.push(shortened(whole.slice(from, match.index)), match[0]);
    from = match.index + match[0].length;
  }
  pieces.push(shortened(whole.slice(from)));
  return pieces
    .join("")
    .replace(/^(?:[\s,;!]|\.(?=\s))+/, "")
    .replace(/[\s,;]+$/, "");
}

/** Each step takes away or says shortly, so the text never grows. */
function shortened(text: string): string {
  let out = text;
  for (const pattern of removed) out = out.replace(pattern, "");
  for (const [pattern, short] of replaced) out = out.replace(pattern, (found) => inCaseOf(found, short));
  return out
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n\s*/g, "\n")
    .replace(/([!?])[!?]+/g, "$1")
    .replace(/ +(?=[,.;:!?](?:\s|$))/g, "")
    .replace(/,(?=[.!?](?:\s|$))/g, "");
}

const inCaseOf = (found: string, short: string) =>
  /^\p{Lu}/u.test(found) ? `${short.slice(0, 1).toUpperCase()}${short.slice(1)}` : short;
