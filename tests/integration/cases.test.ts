import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { withDuckDb } from "../../lib/database/database.js";
import { caseSet, type LoadCasesOptions, loadCases, query } from "../../lib/index.js";

// Case files as people have them: public layouts, spreadsheets of other countries, exports. Each by itself or by one mapping.

let folder = "";
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "benchbook-own-data-"));
});
after(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, content: string | Uint8Array, options?: LoadCasesOptions) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return loadCases(file, options);
}

const lines = (...records: readonly unknown[]) => records.map((one) => JSON.stringify(one)).join("\n");
const user = (content: string) => ({ role: "user", content });
const answer = (content: string) => ({ role: "assistant", content });
const france = "What is the capital of France?";

test("chat messages keep all their turns, and the last question is the prompt", async () => {
  const first = { messages: [{ role: "system", content: "You are terse." }, user(france)] };
  const second = { messages: [user(france), answer("Paris."), user("And of Italy?")] };
  const set = await load("messages.jsonl", lines(first, second));
  assert.deepEqual(
    set.cases.map(({ messages }) => messages),
    [first.messages, second.messages],
  );
  assert.deepEqual(
    set.cases.map(({ prompt, system, expected }) => [prompt, system, expected]),
    [
      [france, "You are terse.", null],
      ["And of Italy?", null, null],
    ],
  );
  assert.deepEqual(set.layout, { name: "openai-messages", columns: { messages: "messages" }, unread: [] });
  assert.deepEqual(caseSet({ name: "messages", cases: [first, second] }).cases, set.cases);
});

test("a line of a batch file is its body's messages; settings that are the target's are named as unread", async () => {
  const body = {
    model: "m",
    max_tokens: 9,
    temperature: 0,
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
  };
  const line = { custom_id: "r-1", method: "POST", url: "/v1/chat/completions", body };
  const [one] = (await load("batch.jsonl", lines(line))).cases;
  assert.deepEqual([one?.id, one?.prompt, one?.maxTokens], ["r-1", "Hi", 9]);
  const set = await load("batch.jsonl", lines(line));
  assert.deepEqual(set.layout?.unread, ["method", "url", "body.model", "body.temperature"]);
  const strange = { ...line, body: { ...body, tool_choice: "auto" } };
  await assert.rejects(load("strange.jsonl", lines(strange)), /strange\.jsonl:1: unknown key "body\.tool_choice"/);
});

test("ShareGPT is asked up to its last question, and the recorded answer is the expected one", async () => {
  const shared = [
    {
      id: "a1",
      conversations: [
        { from: "human", value: france },
        { from: "gpt", value: "Paris." },
      ],
    },
    {
      id: "a2",
      conversations: [
        { from: "human", value: "Name a prime number." },
        { from: "gpt", value: "Seven." },
        { from: "human", value: "Another one." },
        { from: "gpt", value: "Eleven." },
      ],
    },
  ];
  const set = await load("share.json", JSON.stringify(shared));
  assert.deepEqual(
    set.cases.map(({ id, prompt, expected }) => [id, prompt, expected]),
    [
      ["a1", france, "Paris."],
      ["a2", "Another one.", "Eleven."],
    ],
  );
  assert.deepEqual(set.cases[1]?.messages, [user("Name a prime number."), answer("Seven."), user("Another one.")]);
  assert.deepEqual(await load("share.json", JSON.stringify(shared), { format: "sharegpt" }), set);
  await assert.rejects(
    load("share.json", JSON.stringify(shared), { format: "alpaca" }),
    /in the layout alpaca \(instruction and output\), got sharegpt .*leave format out/,
  );
  await assert.rejects(load("plain.jsonl", '{"prompt":"Hi"}', { format: "sharegpt" }), /layout sharegpt .*got prompt/);
});

test("Alpaca and Dolly: the prompt holds the instruction and its input", async () => {
  const alpaca = [
    { instruction: "Translate into German.", input: "Good morning.", output: "Guten Morgen." },
    { instruction: "Name a prime number.", input: "", output: "Seven." },
  ];
  const set = await load("alpaca.json", JSON.stringify(alpaca));
  assert.deepEqual(
    set.cases.map(({ prompt, expected }) => [prompt, expected]),
    [
      ["Translate into German.\n\nGood morning.", "Guten Morgen."],
      ["Name a prime number.", "Seven."],
    ],
  );
  const dolly = { instruction: "Who?", context: "Ada wrote it.", response: "Ada.", category: "closed_qa" };
  const [one] = (await load("dolly.jsonl", lines(dolly))).cases;
  assert.deepEqual([one?.prompt, one?.expected, one?.kind], ["Who?\n\nAda wrote it.", "Ada.", "closed_qa"]);
});

test("vLLM's output_tokens are the most tokens of an answer", async () => {
  const custom = lines(
    { prompt: "What is the capital of Norway?", output_tokens: 32 },
    { prompt: "What is the capital of Chile?", output_tokens: 16 },
  );
  assert.deepEqual(
    (await load("custom.jsonl", custom)).cases.map(({ maxTokens }) => maxTokens),
    [32, 16],
  );
});

test("question and answer, as GSM8K, SQuAD and multiple choice have them", async () => {
  const gsm = { question: "Two and two?", answer: "2 + 2 = <<2+2=4>>4\n#### 4" };
  const squad = {
    id: "s",
    title: "Paris",
    context: "Paris is in France.",
    question: "Where?",
    answers: { text: ["France"], answer_start: [12] },
  };
  const choice = { question: "Which is red?", choices: ["Sky", "Blood"], answer: 1, subject: "colours" };
  const arc = { id: "c", question: "Which?", choices: { text: ["x", "y"], label: ["1", "2"] }, answerKey: "2" };
  const [g] = (await load("gsm.jsonl", lines(gsm, { question: "Three?", answer: 3 }))).cases;
  assert.deepEqual([g?.prompt, g?.expected, g?.checks], ["Two and two?", "4", [{ kind: "number", expected: 4 }]]);
  const [big] = (await load("big.jsonl", lines({ question: "How many?", answer: "So many.\n#### 10,080" }))).cases;
  assert.deepEqual(big?.checks, [{ kind: "number", expected: 10080 }]);
  const [s] = (await load("squad.jsonl", lines(squad))).cases;
  assert.deepEqual([s?.prompt, s?.expected], ["Paris is in France.\n\nWhere?", "France"]);
  const [c] = (await load("choice.jsonl", lines(choice))).cases;
  assert.equal(c?.prompt, "Which is red?\n\nA. Sky\nB. Blood\n\nAnswer with the letter of the right choice.");
  assert.deepEqual([c?.expected, c?.kind], ["B", "colours"]);
  assert.deepEqual(c?.checks, [{ kind: "choice", expected: "B", choices: choice.choices }]);
  for (const answer of ["B", "Blood", 1, "1"])
    assert.equal((await load("choice.jsonl", lines({ ...choice, answer }))).cases[0]?.expected, "B", String(answer));
  const [a] = (await load("arc.jsonl", lines(arc))).cases;
  assert.deepEqual(a?.checks, [{ kind: "choice", expected: "2", choices: ["x", "y"], labels: ["1", "2"] }]);
  const pro = {
    question_id: 7,
    question: "Which?",
    options: ["x", "y"],
    answer: "B",
    answer_index: 1,
    category: "law",
  };
  const [p] = (await load("pro.jsonl", lines({ ...pro, cot_content: "", src: "s" }))).cases;
  assert.deepEqual([p?.expected, p?.kind, p?.prompt.startsWith("Which?\n\nA. x")], ["B", "law", true]);
  await assert.rejects(load("bad.jsonl", lines({ ...choice, answer: 2 })), /bad\.jsonl:1: expected answer to name one/);
});

test("promptfoo's tests with one variable; an assertion that is no check here is refused by its name", async () => {
  const set = await load("foo.csv", "topic,__expected\nSay Paris,contains: Paris\nSay 4,4\n");
  assert.deepEqual(
    set.cases.map(({ prompt, expected, checks }) => [prompt, expected, checks]),
    [
      ["Say Paris", null, [{ kind: "facts", facts: ["Paris"] }]],
      ["Say 4", "4", [{ kind: "exact", expected: "4" }]],
    ],
  );
  await assert.rejects(
    load("llm.csv", "topic,__expected\nHi,llm-rubric: is kind\n"),
    /assertion equals.*got "llm-rubric"/,
  );
  await assert.rejects(load("two.csv", "a,b,__expected\n1,2,3\n"), /expected one variable.*got a, b/);
});

test("a spreadsheet's table loads with its mark, with semicolons, with tabs, and as UTF-16", async () => {
  const rows = [
    ["prompt", "expected"],
    ["Was ist die Hauptstadt von Frankreich?", "Paris"],
    ["Nenne eine Primzahl.", "Sieben"],
  ];
  const table = (mark: string) => rows.map((row) => row.join(mark)).join("\r\n");
  const comma = await load("t.csv", table(","));
  assert.deepEqual(
    comma.cases.map(({ prompt, expected }) => [prompt, expected]),
    rows.slice(1),
  );
  assert.deepEqual(await load("t.csv", `\ufeff${table(",")}`), comma);
  assert.deepEqual(await load("t.csv", `\ufeff${table(";")}`), comma);
  assert.deepEqual(await load("t.csv", `sep=;\r\n${table(";")}`), comma);
  assert.deepEqual(await load("t.tsv", table("\t")), comma);
  const utf16 = Buffer.from(`\ufeff${table(";")}`, "utf16le");
  assert.deepEqual(await load("t.csv", utf16), comma);
  assert.deepEqual(await load("t.csv", Buffer.from(utf16).swap16()), comma);
  const comma1 = '\ufeffprompt,expected\n"Was ist die Hauptstadt von Frankreich, bitte?",Paris\n';
  assert.equal((await load("bom.csv", comma1)).cases[0]?.prompt, "Was ist die Hauptstadt von Frankreich, bitte?");
});

test("other column names load by a mapping, or by themselves where they are question and answer", async () => {
  const table = `id,question,answer\n1,${france},Paris\n2,Name a prime number.,Seven\n`;
  const alone = await load("qa.csv", table);
  const mapped = await load("qa.csv", table, { columns: { prompt: "question", expected: "answer" } });
  assert.deepEqual(mapped.cases, alone.cases);
  assert.deepEqual(
    alone.cases.map(({ id, prompt, expected }) => [id, prompt, expected]),
    [
      ["1", france, "Paris"],
      ["2", "Name a prime number.", "Seven"],
    ],
  );
  await assert.rejects(
    load("qa.csv", table, { columns: { prompt: "frage" } }),
    /no column "frage" in .*qa\.csv; there are id, question, answer: as in loadCases\(file, \{ columns: \{ prompt: "question"/,
  );
  const traps =
    'codes,latency_ms,answer,empty,note\n012345,120,"two\nlines",,first\n067890,,"a, b",,\n000001,140,ok,,"say ""hi"""\n';
  const set = await load("traps.csv", traps, { columns: { id: "codes", prompt: "answer", kind: "note" } });
  assert.deepEqual(
    set.cases.map(({ id, prompt, kind }) => [id, prompt, kind]),
    [
      ["012345", "two\nlines", "first"],
      ["067890", "a, b", null],
      ["000001", "ok", 'say "hi"'],
    ],
  );
  assert.deepEqual(set.layout, {
    name: "columns",
    columns: { id: "codes", prompt: "answer", kind: "note" },
    unread: ["latency_ms", "empty"],
  });
});

test("Parquet loads as its CSV does, with lists in it", async () => {
  const file = path.join(folder, "qa.parquet");
  const chat = path.join(folder, "chat.parquet");
  await withDuckDb(async (connection) => {
    await connection.run(
      `COPY (SELECT 1 AS id, '${france}' AS question, 'Paris' AS answer UNION ALL SELECT 2, 'Name a prime number.', 'Seven' ORDER BY id) TO '${file}' (FORMAT parquet)`,
    );
    await connection.run(
      `COPY (SELECT [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'b'}, {'role': 'user', 'content': 'c'}] AS messages) TO '${chat}' (FORMAT parquet)`,
    );
  });
  const csv = await load("qa.csv", `id,question,answer\n1,${france},Paris\n2,Name a prime number.,Seven\n`);
  assert.deepEqual(await loadCases(file), csv);
  assert.deepEqual((await loadCases(chat)).cases[0]?.messages, [user("a"), answer("b"), user("c")]);
  for (const bytes of ["no", ""]) {
    await writeFile(path.join(folder, "no.parquet"), bytes);
    await assert.rejects(
      loadCases(path.join(folder, "no.parquet")),
      /expected a Parquet file, got other bytes in .*no\.parq/,
    );
  }
});

test("nested columns are refused with the path that leads to their text, and load by it", async () => {
  const file = path.join(folder, "nested.parquet");
  await withDuckDb((connection) =>
    connection.run(`COPY (SELECT {'text': 'Hi', 'lang': 'en'} AS prompt, 7 AS score) TO '${file}' (FORMAT parquet)`),
  );
  await assert.rejects(
    loadCases(file),
    /expected prompt to be a text .*got an object with text, lang[\s\S]*, or --columns prompt=prompt\.text$/,
  );
  const set = await loadCases(file, { columns: { prompt: "prompt.text" } });
  assert.equal(set.cases[0]?.prompt, "Hi");
  assert.deepEqual(set.layout, { name: "columns", columns: { prompt: "prompt.text" }, unread: ["score"] });
  await assert.rejects(loadCases(file, { columns: { prompt: "prompt.texts" } }), /no column "prompt\.texts"/);
});

test("promptfoo's assertions that are checks here are taken", async () => {
  const asserted = (type: string, value: unknown) => ({ vars: { q: "Hi" }, assert: [{ type, value }] });
  const checksOf = async (type: string, value: unknown) =>
    (await load("foo.json", JSON.stringify([asserted(type, value)]))).cases[0]?.checks;
  assert.deepEqual(await checksOf("regex", "^a"), [{ kind: "matches", pattern: "^a" }]);
  assert.deepEqual(await checksOf("contains-any", ["a", "b"]), [{ kind: "facts", facts: ["a|b"] }]);
  assert.deepEqual(await checksOf("contains-all", ["a", "b"]), [{ kind: "facts", facts: ["a", "b"] }]);
  const schema = { type: "object" };
  assert.deepEqual(await checksOf("is-json", schema), [{ kind: "schema", schema }]);
  assert.deepEqual(await checksOf("contains-json", undefined), [
    { kind: "json", requiredKeys: [], answerFrom: "json-in-text" },
  ]);
  await assert.rejects(checksOf("regex", "("), /foo\.json:1: checks\[0\]: expected pattern .*Unterminated group/);
});

test("checks that cannot be are refused when the cases load", async () => {
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ kind: "schema", schema: { type: "objekt" } }, /to be a JSON Schema: schema is invalid: data\/type/],
    [{ kind: "schema", schema: { typ: "object" } }, /unknown keyword: "typ"/],
    [{ kind: "schema", schema: { $ref: "https://example.org/a" } }, /can't resolve reference/],
    [{ kind: "schema", schema: 5 }, /expected schema to be a JSON Schema, got 5/],
    [{ kind: "matches", pattern: "(" }, /to be a regular expression: .*Unterminated group/],
    [{ kind: "number", expected: "many" }, /"expected" to be a number, got "many"/],
    [{ kind: "number", expected: 1, tolerance: -1 }, /tolerance to be a number of at least 0, got -1/],
    [{ kind: "choice", expected: "C", choices: ["a", "b"] }, /to be a choice or one of A, B, got "C"/],
    [{ kind: "exact", expected: "a", answerFrom: "end" }, /expected answerFrom "text", .* or "answer-line", got "end"/],
    [{ kind: "number", expected: 1, tolerence: 1 }, /unknown key "tolerence"; did you mean tolerance\?/],
  ];
  for (const [check, message] of refused)
    await assert.rejects(load("checks.jsonl", lines({ prompt: "a", checks: [check] })), message);
  const draft = { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "number" }] };
  const [one] = (await load("draft.jsonl", lines({ prompt: "a", checks: [{ kind: "schema", schema: draft }] }))).cases;
  assert.deepEqual(one?.checks, [{ kind: "schema", schema: draft }]);
});

test("rows of a query become cases, also of a JSON file and with numbers as ids", async () => {
  const file = path.join(folder, "rows.json");
  await writeFile(
    file,
    JSON.stringify([
      { id: 7, prompt: "Hi" },
      { id: 8, prompt: "Ho" },
    ]),
  );
  const rows = await query("SELECT id, prompt FROM t ORDER BY id", { tables: { t: file } });
  assert.deepEqual(
    caseSet({ cases: rows }).cases.map(({ id }) => id),
    ["7", "8"],
  );
  assert.equal((await loadCases(file)).cases[0]?.id, "7");
  await writeFile(path.join(folder, "rows.xlsx"), "x");
  await assert.rejects(
    query("SELECT 1", { tables: { t: path.join(folder, "rows.xlsx") } }),
    /ending in \.csv, .*\.json/,
  );
});

test("what is not understood is refused by its key, with the mapping that would do", async () => {
  await assert.rejects(
    load("thema.jsonl", lines({ thema: "Fluss", inhalt: "Die Aare fliesst durch Bern." })),
    /unknown key "thema", "inhalt"; [\s\S]*columns: \{ prompt: "inhalt" \} \}\), or --columns prompt=inhalt$/,
  );
  await assert.rejects(
    load("misspelled.jsonl", lines({ promt: "Name a prime number.", expected: "Seven." })),
    /misspelled\.jsonl:1: unknown key "promt"/,
  );
  await assert.rejects(
    load("source.csv", "question,answer,source\na,b,c\n"),
    /unknown key "source"; [\s\S]*columns: \{ prompt: "question", expected: "answer" \}/,
  );
  const sound = { messages: [{ role: "user", content: [{ type: "input_audio", input_audio: {} }] }] };
  await assert.rejects(load("sound.jsonl", lines(sound)), /sound\.jsonl:1: messages\[0\]: .*"input_audio"/);
  await assert.rejects(load("tool.jsonl", lines({ messages: [{ role: "tool", content: "4" }] })), /got "tool"/);
  await assert.rejects(load("none.jsonl", lines({ messages: [answer("4")] })), /a question, got none of the role user/);
  await assert.rejects(
    load("a.csv", "prompt\nHi\n", { format: "csv" as never }),
    /expected format to be "auto", "benchbook", "openai-messages"/,
  );
});
