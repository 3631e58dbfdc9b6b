import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { benchbook } from "../../tests/support/cli/benchbook.js";
import { loadCases, openRun } from "../index.js";

const folder = mkdtempSync(path.join(tmpdir(), "benchbook-cli-cases-"));
after(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const table = put("t.csv", "Nr;Frage;Antwort;Quelle\n1;Eins plus eins?;2;a\n2;Wie viele Beine hat eine Spinne?;8;b\n");
const columns = "prompt=Frage,expected=Antwort,id=Nr";

describe("benchbook cases", () => {
  it("shows how a file is read, how long its requests are, and the first of them", async () => {
    const { code, stdout, stderr } = await benchbook("cases", table, "--columns", columns, "--first", "1");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(
      stdout,
      /^t 0: 2 cases, read as columns\nread: prompt from Frage, expected from Antwort, id from Nr\n/,
    );
    assert.match(stdout, /\nnot read: Quelle\n/);
    assert.match(stdout, /\ncharacters +15 +23\.5 +32 +47\n/); // counted by hand
    assert.match(stdout, /\nwords +3 +4\.5 +6 +9\n/);
    assert.match(stdout, /\n1\n {2}user: Eins plus eins\?\n {2}expected: 2\n\n… and 1 more\n$/);
  });

  it("says the same as JSON, with the fingerprint that a run would have", async () => {
    const { code, stdout } = await benchbook(
      "--json",
      "cases",
      table,
      "--columns",
      "prompt=Frage",
      "--columns",
      "kind=Quelle",
    );
    assert.equal(code, 0);
    const told = JSON.parse(stdout);
    const set = await loadCases(table, { columns: { prompt: "Frage", kind: "Quelle" } });
    assert.deepEqual([told.count, told.sha256, told.first], [2, set.sha256, set.cases]);
    assert.deepEqual([told.layout.unread, told.fields.kind], [["Nr", "Antwort"], 2]);
  });

  it("counts the turns of conversations and the checks by their kind", async () => {
    const turns = [
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "user", content: "c" },
    ];
    const file = put(
      "chat.jsonl",
      `${JSON.stringify({ messages: turns })}\n{"messages": [{"role": "user", "content": "d"}]}\n`,
    );
    const chat = await benchbook("cases", file);
    assert.match(chat.stdout, /\nturns +1 +1\.5 +2 +3\nmessages +1 +2 +3 +4\n/);
    const gsm = put("gsm.jsonl", '{"question": "Two and two?", "answer": "#### 4"}\n');
    const { stdout } = await benchbook("cases", gsm);
    assert.match(stdout, /\nwith: expected \(1\), check number \(1\)\n/);
    assert.match(stdout, /\n {2}check: \{"kind":"number","expected":4\}\n/);
  });

  it("counts tokens by a tokenizer", async () => {
    const hello = put(
      "hello.jsonl",
      '{"prompt": "Hello world!"}\n{"prompt": "Hello world!", "system": "Hello world!"}\n',
    );
    const { stdout } = await benchbook("cases", hello, "--tokenizer", "smollm2-135m-instruct-q4_1");
    assert.match(stdout, /\ntokens +3 +4\.5 +6 +9\n/); // "Hello", " world", "!", as llama.cpp's llama-tokenize cuts it
    const none = await benchbook("cases", hello, "--tokenizer", "none");
    assert.equal(none.code, 2);
    assert.match(none.stderr, /expected a tokenizer\.json, its folder, a \.gguf file or a known model/);
  });

  it("refuses a file, a column and a layout with exit code 2, one line and the mapping that would do", async () => {
    for (const [args, message] of [
      [[table], /unknown key "Nr", .*or --columns prompt=Frage/],
      [[table, "--columns", "prompt=frage"], /no column "frage" .*there are Nr, Frage, Antwort, Quelle/],
      [[table, "--columns", "Frage"], /expected --columns prompt=question,expected=answer, got "Frage"/],
      [[table, "--columns", "question=Frage"], /no setting "question"; it has: prompt, system/],
      [[table, "--format", "squad"], /in the layout squad \(context, question and answers\), got Nr, Frage/],
      [[table, "--format", "excel"], /expected format to be "auto", "benchbook"/],
      [[path.join(folder, "none.csv")], /found no file/],
    ] as const) {
      const { code, stdout, stderr } = await benchbook("cases", ...args);
      assert.deepEqual([code, stdout, stderr.trim().split("\n").length], [2, "", 1], stderr);
      assert.match(stderr, message);
    }
  });
});

describe("benchbook run", () => {
  it("takes a case file with its columns, and says in the manifest how it was read", async () => {
    const target = '[[targets]]\nkind = "simulated"\nname = "quick"\ntimeToFirstTokenMs = 5\ngapMs = 1\ntokens = 3\n';
    const mapped = '[cases]\nfile = "t.csv"\ncolumns = { prompt = "Frage", expected = "Antwort", id = "Nr" }\n';
    const file = put("run.toml", `directory = "out"\nwarmups = 0\n${mapped}${target}`);
    const { code, stdout, stderr } = await benchbook("--json", "run", file);
    assert.equal(code, 0, stderr);
    const { manifest } = await openRun(String(JSON.parse(stdout).directory));
    assert.deepEqual(manifest.cases.map(({ id, prompt }) => [id, prompt])[0], ["1", "Eins plus eins?"]);
    assert.equal(manifest.caseSet.layout?.name, "columns");
    const wrong = put("wrong.toml", `[cases]\nfile = "t.csv"\ncolumn = { prompt = "Frage" }\n${target}`);
    assert.match((await benchbook("run", wrong)).stderr, /loadCases has no setting "column"; .*did you mean columns/);
    const none = put("none.toml", `[cases]\nformat = "alpaca"\n${target}`);
    assert.match((await benchbook("run", none)).stderr, /expected cases\.file to be a path, got nothing/);
  });
});
