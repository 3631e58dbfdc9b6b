// Whether a server's answers depend on how many ask at once: what differs, from which token on, and how near the two words were.

/** @typedef {import("../../lib/dist/index.js").Trial} Trial */
/** @typedef {{ caseId: string, token: number, alone: string, among: string }} Difference */

/**
 * The answers among others that are not those alone, by case and repetition.
 *
 * @param {readonly Trial[]} alone
 * @param {readonly Trial[]} among
 * @returns {Difference[]} `token` counts from 0: the first one that differs; the texts begin there
 */
export function differences(alone, among) {
  const key = (/** @type {Trial} */ { caseId, repetition }) => `${caseId} ${repetition}`;
  const expected = new Map(alone.map((trial) => [key(trial), trial]));
  return among.flatMap((trial) => {
    const other = expected.get(key(trial));
    if (other === undefined || other.outcome.text === trial.outcome.text) return [];
    const from = tokenStart(other, firstDifference(other.outcome.text, trial.outcome.text));
    const [was, is] = [other, trial].map(({ outcome }) => outcome.text.slice(from.character, from.character + 40));
    return [{ caseId: trial.caseId, token: from.token, alone: was, among: is }];
  });
}

/** @param {string} a @param {string} b */
function firstDifference(a, b) {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++;
  return at;
}

/** The token that holds a character of an answer, where each event is a token. @param {Trial} trial @param {number} at */
function tokenStart({ arrivals }, at) {
  let character = 0;
  const pieces = arrivals.filter(({ kind, textLength }) => kind === "answer" && textLength > 0);
  const token = pieces.findIndex(({ textLength }) => {
    if (character + textLength > at) return true;
    character += textLength;
    return false;
  });
  return { token: token === -1 ? pieces.length : token, character };
}

/**
 * How many times likelier the server, asked alone, finds its own next word than the other one, after the text that both share.
 *
 * @param {string} baseUrl @param {string} prompt @param {Difference} difference @param {number} maxTokens
 * @returns {Promise<number | null>} 1 is a tie; null where the other word is not among the ten likeliest
 */
export async function oddsAgainst(baseUrl, prompt, { token, alone, among }, maxTokens) {
  const body = { model: "smollm2", temperature: 0, max_tokens: maxTokens, logprobs: true, top_logprobs: 10 };
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, messages: [{ role: "user", content: prompt }] }),
  });
  const { choices } = await answer.json();
  const candidates = choices[0].logprobs.content[token]?.top_logprobs ?? [];
  const logOf = (/** @type {string} */ text) =>
    candidates.find((/** @type {{ token: string }} */ one) =>
      // The end of an answer is a token without text.
      text === "" || one.token === "" ? text === one.token : text.startsWith(one.token),
    )?.logprob;
  const [own, other] = [logOf(alone), logOf(among)];
  return own === undefined || other === undefined ? null : Math.exp(own - other);
}

/** One line for a load, and one for each answer that differs. @param {string} load @param {number} asked @param {readonly (Difference & { odds?: number | null })[]} found */
export function said(load, asked, found) {
  const share = `${load}: ${found.length} of ${asked} answers (${((100 * found.length) / asked).toFixed(1)} %) differ from those alone`;
  const line = (/** @type {Difference & { odds?: number | null }} */ one) => {
    const odds =
      one.odds === undefined
        ? ""
        : one.odds === null
          ? "; not among the ten likeliest"
          : `; ${one.odds.toFixed(3)} to 1`;
    return `  ${one.caseId}, token ${one.token}: ${JSON.stringify(one.alone)} alone, ${JSON.stringify(one.among)} here${odds}`;
  };
  return [share, ...found.map(line)];
}
