import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { leadingThought, opensThought } from "./leading-thought.js";

/** Thought and answer of a text; null in place of the thought where there is none. */
function parted(text: string, isOpened = false): readonly [string | null, string] {
  const found = leadingThought(text, isOpened);
  return found === null ? [null, text] : [found.thought, text.slice(found.answerFrom)];
}

describe("the thought that a text begins with", () => {
  it("stands between tags, with or without white space around them", () => {
    for (const name of ["think", "thinking", "reasoning", "thought", "THINK", "Thinking", "seed:think"])
      for (const [before, inside, after] of [
        ["", "", ""],
        ["\n", "\n", "\n\n"],
        [" \t\r\n", " ", " "],
      ]) {
        const text = `${before}<${name}>${inside}Paris? < 2${inside}</${name}>${after}Lyon.`;
        assert.deepEqual(parted(text), ["Paris? < 2", "Lyon."], text);
      }
    assert.deepEqual(parted("[THINK]Paris?[/THINK]Lyon."), ["Paris?", "Lyon."]);
    assert.deepEqual(parted("◁think▷Paris?◁/think▷Lyon."), ["Paris?", "Lyon."]);
  });

  it("is empty where a template makes a model skip it", () => {
    assert.deepEqual(parted("<think>\n\n</think>\n\nLyon."), ["", "Lyon."]);
    assert.deepEqual(parted("</think>\n\nLyon."), ["", "Lyon."]);
  });

  it("may come in several pieces, and goes only where they lead", () => {
    assert.deepEqual(parted("<think>a</think>\n<think>b</think>Lyon."), ["a\n\nb", "Lyon."]);
    assert.deepEqual(parted("<think>a</think>Lyon <think>b</think>."), ["a", "Lyon <think>b</think>."]);
    assert.deepEqual(parted("Lyon <think>b</think>\n."), [null, "Lyon <think>b</think>\n."]);
  });

  it("that is not closed leaves no answer", () => {
    for (const text of ["<think>Paris", "<think>", "\n<thinking>Paris</think>", "<think>a</think><think>b"]) {
      assert.equal(leadingThought(text)?.isClosed, false, text);
      assert.equal(parted(text)[1], "");
    }
  });

  // The templates of DeepSeek-R1 and V3.1, QwQ and Qwen3-Thinking open the thought in the prompt (their tokenizer_config.json).
  it("ends with a closing tag alone where the template had opened it", () => {
    for (const [thought, between] of [
      ["Is it Paris?\nNo.\n", "\n\n"],
      ["Is it Paris?\nNo.", ""],
      ["Is it Paris?\nNo. ", "\n\n"],
    ]) {
      assert.deepEqual(parted(`${thought}</think>${between}Lyon.`), ["Is it Paris?\nNo.", "Lyon."]);
      assert.deepEqual(parted(`${thought}</think>${between}Lyon.`, true), ["Is it Paris?\nNo.", "Lyon."]);
    }
  });

  it("does not end with a closing tag that is quoted", () => {
    for (const text of [
      "The `</think>` tag ends a thought.",
      'It writes "</think>" and stops.',
      "The </think> tag ends a thought.",
      "A thought ends with </think>, as the template says.",
      "```\nthought\n</think>\n```",
      "It writes <think> first and </think>\nlast.",
    ])
      assert.deepEqual(parted(text), [null, text]);
  });

  it("is known to be open where the prompt says so", () => {
    assert.deepEqual(parted("Is it Paris", true), ["Is it Paris", ""]);
    assert.deepEqual(parted("<think>a</think>b", true), ["a", "b"]);
    assert.deepEqual(parted("", true), ["", ""]);
    for (const prompt of ["<think>", "<|Assistant|><think>\n", "x\n<thinking> \n\n", "[THINK]"])
      assert.equal(opensThought(prompt), true, prompt);
    for (const prompt of ["", "<think>\n\n</think>\n\n", "<think> now", "think>", "<think"])
      assert.equal(opensThought(prompt), false, prompt);
  });

  it("of any text raises nothing, and thought and answer are parts of it", () => {
    const pieces = fc.constantFrom(
      ...["<think>", "</think>", "<thi", "nk>", "</", "<reasoning>", "</reasoning>", "[THINK]", "[/THINK]"],
      ...["a", " ", "\n", "é", "İ", "😀", "`", "```", "."],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.boolean(), (parts, isOpened) => {
        const text = parts.join("");
        const found = leadingThought(text, isOpened);
        if (found === null) return;
        assert.ok(found.answerFrom >= 0 && found.answerFrom <= text.length);
        assert.ok(found.isClosed || found.answerFrom === text.length);
        for (const one of found.thought.split("\n\n")) assert.ok(text.slice(0, found.answerFrom).includes(one));
        assert.equal(text.slice(found.answerFrom), text.slice(found.answerFrom).trimStart());
      }),
      { numRuns: 5000 },
    );
  });
});
