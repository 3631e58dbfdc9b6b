import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { eventStreamFeed } from "./event-stream.js";
import { Utf8Text } from "./response-body.js";

interface Seen {
  readonly data: string;
  readonly name: string | null;
}

/** What the feed says of these reads. */
function parse(reads: readonly Buffer[]): {
  readonly events: Seen[];
  readonly perRead: number[];
  readonly comments: number;
  readonly faults: readonly string[];
} {
  const events: Seen[] = [];
  const faults: string[] = [];
  let comments = 0;
  const text = new Utf8Text();
  const feed = eventStreamFeed({
    event: (data, name) => events.push({ data, name }),
    comment: () => {
      comments += 1;
    },
    misframed: (fault) => faults.push(fault),
    tooLarge: () => assert.fail("nothing here is large"),
  });
  const perRead = reads.map((bytes) => {
    feed.feed(text.decode(bytes));
    return events.length;
  });
  feed.feed(text.end());
  feed.end();
  return { events, perRead, comments, faults };
}

/**
 * The WHATWG rules, word for word and slowly, over the whole stream: "Server-sent events", sections "Parsing an event stream"
 * and "Interpreting an event stream" (html.spec.whatwg.org/multipage/server-sent-events.html).
 */
function reference(bytes: Buffer): Seen[] {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  lines.pop();
  const events: Seen[] = [];
  let data = "";
  let name = "";
  for (const line of lines) {
    if (line === "") {
      if (data !== "") events.push({ data: data.slice(0, -1), name: name === "" ? null : name });
      data = "";
      name = "";
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon === -1 ? line : line.slice(0, colon);
    const raw = colon === -1 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "data") data += `${value}\n`;
    if (field === "event") name = value;
  }
  return events;
}

const pieces = fc.constantFrom(
  ..."data|data:|data: |: ping|event: x|event:|id: 1|retry: 5|retry: x|\n|\r|\r\n|\n\n|\r\n\r\n|\r\r| |:|a|é|😀|\uFEFF|ï»¿|\0".split(
    "|",
  ),
);
const streams = fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join("")));

describe("server-sent events", () => {
  it("are what the WHATWG rules make of them, for any text", () => {
    fc.assert(
      fc.property(streams, (bytes) => assert.deepEqual(parse([bytes]).events, reference(bytes))),
      { numRuns: 2000 },
    );
  });

  it("are the same for every split at every byte", () => {
    fc.assert(
      fc.property(streams, (bytes) => {
        const whole = reference(bytes);
        for (let at = 0; at <= bytes.length; at += 1)
          assert.deepEqual(parse([bytes.subarray(0, at), bytes.subarray(at)]).events, whole);
        assert.deepEqual(parse(Array.from(bytes, (byte) => Buffer.from([byte]))).events, whole);
      }),
      { numRuns: 300 },
    );
  });

  it("any split: fields, comments and every kind of line end", () => {
    // The first stream is the example of the WHATWG section named above, with its line ends mixed.
    const text =
      ": test stream\n\ndata: first event\r\nid: 1\r\n\r\ndata:second event\rid\r\rdata:  third event\n\n" +
      "data: YHOO\ndata: +2\rdata: 10\r\n\nretry: 10\nevent: add\ndata: 7\n\ndata\n\nfourth: is no field\n\ndata: cut";
    const { events, comments } = parse([Buffer.from(`\uFEFF${text}`)]);
    assert.deepEqual(
      events.map((event) => event.data),
      ["first event", "second event", " third event", "YHOO\n+2\n10", "7", ""],
    );
    assert.deepEqual(
      events.map((event) => event.name),
      [null, null, null, null, "add", null],
    );
    assert.equal(comments, 1);
  });

  it("an event that ends in CR is told in the read that holds the CR, not in the next one", () => {
    const reads = ["data: a\r\r", "data: b\r\n\r", "\ndata: c\r", "\n\r\n"].map((text) => Buffer.from(text));
    assert.deepEqual(parse(reads).perRead, [1, 2, 2, 3]);
  });

  it("endless line: more than 8 MiB without a line end is reported once, then ignored", () => {
    let large = 0;
    const feed = eventStreamFeed({
      event: () => assert.fail("there is no event"),
      comment: () => {},
      misframed: () => {},
      tooLarge: () => {
        large += 1;
      },
    });
    const piece = "x".repeat(1024 * 1024);
    for (let sent = 0; sent < 20; sent += 1) feed.feed(piece);
    feed.feed("\n\ndata: a\n\n");
    assert.equal(large, 1);
  });
});

describe("server-sent events that are not framed as the rules ask", () => {
  const dataOf = (...texts: readonly string[]) => {
    const { events, perRead, faults } = parse(texts.map((text) => Buffer.from(text)));
    return { data: events.map(({ data }) => data), perRead, faults };
  };

  // github.com/rexxars/eventsource-parser/issues/31
  it("with one newline between them are told each at its own read, and the fault once", () => {
    assert.deepEqual(dataOf('data: {"a":1}\n', 'data: {"a":2}\ndata: {"a":3}\n', "data: [DONE]\n"), {
      data: ['{"a":1}', '{"a":2}', '{"a":3}', "[DONE]"],
      perRead: [1, 3, 4],
      faults: ["events_without_blank_line"],
    });
  });

  it("with one newline between two of them only are told apart", () => {
    const whole = 'data: {"a":1}\n\ndata: {"a":2}\ndata: {"a":3}\n\ndata: [DONE]\n\n';
    const expected = ['{"a":1}', '{"a":2}', '{"a":3}', "[DONE]"];
    assert.deepEqual(dataOf(whole), { data: expected, perRead: [4], faults: ["events_without_blank_line"] });
  });

  it("keep their own names", () => {
    const { events } = parse([Buffer.from('event: a\ndata: {"a":1}\nevent: b\ndata: {"a":2}\ndata: {"a":3}\n\n')]);
    assert.deepEqual(
      events.map(({ name }) => name),
      ["a", "b", null],
    );
  });

  it("with their JSON over many lines stay one event, whatever the lines hold", () => {
    const lines = ["{", '"choices": [', "{}", "]", "}"].map((line) => `data: ${line}\n`);
    assert.deepEqual(dataOf(...lines, "\n"), {
      data: ['{\n"choices": [\n{}\n]\n}'],
      perRead: [0, 0, 0, 0, 0, 1],
      faults: [],
    });
  });

  it("whose blank line comes in a later read are told before it, without a fault", () => {
    assert.deepEqual(dataOf('data: {"a":1}\n', "\n", 'data: {"a":2}\r\n', "\r\n"), {
      data: ['{"a":1}', '{"a":2}'],
      perRead: [1, 1, 2, 2],
      faults: [],
    });
  });

  // github.com/openai/openai-node/issues/2725; cut JSON: github.com/rexxars/eventsource-parser/issues/18
  it("at the clean end count without their blank line where their JSON is complete", () => {
    const unclosed = ["last_event_not_closed"];
    for (const end of ["", "\n", "\r", "\r\n"])
      for (const last of ['{"a":2}', "[DONE]", ' {"a":2} '])
        assert.deepEqual(dataOf(`data: {"a":1}\n\ndata:${last}${end}`).faults, unclosed, last + end);
    assert.deepEqual(dataOf('data: {\ndata: "a":1\ndata: }').data, ['{\n"a":1\n}']);
  });

  it("never count where they are cut", () => {
    for (const cut of ['{"a":{"b":1}', '{"a":"}', "[DON", "{", "5", '"a"', "[1]", "cut"])
      for (const end of ["", "\n"]) assert.deepEqual(dataOf(`data: {"a":1}\n\ndata: ${cut}${end}`).data, ['{"a":1}']);
  });

  it("are the same for every split at every byte", () => {
    const pieces = [
      "data: ",
      "data:",
      '{"a":1}',
      '{"é":',
      "2}",
      "[DONE]",
      "\n",
      "\n\n",
      "\r\n",
      "\r",
      ": c",
      "event: x",
      " ",
    ];
    const streams = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => Buffer.from(parts.join("")));
    fc.assert(
      fc.property(streams, (bytes) => {
        const { events, faults, comments } = parse([bytes]);
        for (let at = 0; at <= bytes.length; at += 1) {
          const cut = parse([bytes.subarray(0, at), bytes.subarray(at)]);
          assert.deepEqual([cut.events, cut.faults, cut.comments], [events, faults, comments]);
        }
        const single = parse(Array.from(bytes, (byte) => Buffer.from([byte])));
        assert.deepEqual([single.events, single.faults, single.comments], [events, faults, comments]);
      }),
      { numRuns: 1000 },
    );
  });
});
