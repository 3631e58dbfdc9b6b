import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { junitText } from "./junit-text.js";

const read = (text: string) => new JSDOM(text, { contentType: "application/xml" }).window.document;

test("a JUnit report counts its cases and has a failure and a skipped one as elements with their message", () => {
  const document = read(
    junitText("suite", [
      { name: "a", outcome: "passed", message: "fine", text: "all well" },
      { name: "b", outcome: "failed", message: "slower by 10 %", text: "" },
      { name: "c", outcome: "skipped", message: "too few", text: "" },
    ]),
  );
  const suite = document.querySelector("testsuites > testsuite");
  assert.deepEqual(
    ["name", "tests", "failures", "errors", "skipped"].map((name) => suite?.getAttribute(name)),
    ["suite", "3", "1", "0", "1"],
  );
  assert.equal(document.querySelector("testcase[name=b] > failure")?.getAttribute("message"), "slower by 10 %");
  assert.equal(document.querySelector("testcase[name=c] > skipped")?.getAttribute("message"), "too few");
  assert.equal(document.querySelector("testcase[name=a]")?.children.length, 1);
});

test("names and texts come back as they were, whatever they hold, but for what XML cannot hold", () => {
  const name = `<b a="1"> & 'x' ]]> 模型`;
  const [one] = read(
    junitText("s", [{ name, outcome: "failed", message: `${name}\u0000\u001b[1m`, text: `first\n${name}` }]),
  ).querySelectorAll("testcase");
  assert.equal(one?.getAttribute("name"), name);
  assert.equal(one?.querySelector("failure")?.getAttribute("message"), `${name}[1m`);
  assert.equal(one?.querySelector("system-out")?.textContent, `first\n${name}`);
});
