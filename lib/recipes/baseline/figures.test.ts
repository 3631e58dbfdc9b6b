import assert from "node:assert/strict";
import { test } from "node:test";
import { textBoxes } from "../../../tests/support/text-boxes.js";
import type { Figure } from "../../report/figure.js";
import { renderSvg } from "../../report/render/render-svg.js";
import type { BaselineFigureInput } from "./figure-input.js";
import { baselineFigures } from "./figures.js";

const METRICS = [
  "totalSeconds",
  "tokensPerSecond",
  "totalTokens",
  "inputTokens",
  "peakMemoryMb",
  "tokensPerMb",
] as const;

/** Arms that get faster one after the other; the last one is unknown in everything when `gaps`. */
function exampleInput(names: readonly string[], prompts: number, gaps = false): BaselineFigureInput {
  const arms = names.map((name, i) => {
    const unknown = gaps && i === names.length - 1;
    const of = (value: number) => (unknown ? null : value);
    return {
      ...{
        name,
        answered: unknown ? 0 : prompts,
        failed: unknown ? prompts : 0,
        totalSeconds: of(54 / (1 + i * 8)),
        passSeconds: unknown ? [] : [50, 58],
        tokensPerSecond: of(1.3 + 11 * i),
      },
      ...{ inputTokens: of(375 - 20 * i), outputTokens: of(71 + i), totalTokens: of(446 - 19 * i) },
      ...{ peakMemoryMb: of(258 - i), meanMemoryMb: of(240 - i), tokensPerMb: of(0.27), responseLength: of(48.2) },
      ...{ tokenSource: null, peakResidentMb: null },
      prompts: Array.from({ length: prompts }, (_, k) => ({
        promptId: `prompt number ${k + 1}`,
        ...{ prompt: "Say hello.", inputTokens: null, outputTokens: null, response: null, responseLength: null },
        meanSeconds: of(9 / (1 + i * 8) + k),
        leastSeconds: of(8 / (1 + i * 8) + k),
        mostSeconds: of(12 / (1 + i * 8) + k),
      })),
    };
  });
  const improvements = names.slice(1).flatMap((arm, i) =>
    METRICS.map((metric, k) => ({
      ...{ arm, metric, percent: gaps && k === 2 ? null : ([89.5, 863, -12.4, 21.1, -0.2, 0][k] ?? 0) },
      ...{ baseline: null, optimized: null, explanation: null },
      byPrompt:
        k > 2 ? null : { medianPercent: 20 - 30 * i, lowPercent: -60, highPercent: k === 1 ? 1100 : 70, prompts: 6 },
    })),
  );
  return { arms, improvements, notes: ["Arms took turns."] };
}

const INPUTS: Readonly<Record<string, BaselineFigureInput>> = {
  "two arms": exampleInput(["baseline", "optimized"], 6),
  "five arms and twenty prompts": exampleInput(["none", "kv-cache", "q8_0", "kv-cache+short-prompt", "q4_0"], 20),
  "an arm of which nothing is known": exampleInput(["baseline", "optimized", "broken"], 4, true),
  "one prompt": exampleInput(["a", "b"], 1),
  "thirty arms": exampleInput(
    Array.from({ length: 30 }, (_, i) => `arm-${i}`),
    20,
  ),
  "hostile names": exampleInput(["<script>alert(1)</script>", "n".repeat(200), "$x$ %{y} <b>"], 3),
};

async function checkText(figure: Figure): Promise<string> {
  const { width, height } = figure.layout;
  const svg = await renderSvg(figure);
  const texts = await textBoxes(svg);
  for (const [i, { text, box }] of texts.entries()) {
    const isInside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
    assert.ok(isInside, `${figure.name}: clipped "${text}" ${JSON.stringify(box)} in ${width} x ${height}`);
    for (const other of texts.slice(i + 1)) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      assert.ok(across <= 0 || down <= 3, `${figure.name}: "${text}" overlaps "${other.text}" by ${across} x ${down}`);
    }
  }
  return svg;
}

for (const [what, input] of Object.entries(INPUTS)) {
  test(`the five figures of ${what} clip no text and let no two texts overlap`, async () => {
    const figures = baselineFigures(input);
    assert.deepEqual(
      figures.map(({ name }) => name),
      ["time_comparison", "token_comparison", "memory_comparison", "improvements", "comprehensive_dashboard"],
    );
    for (const figure of figures) assert.doesNotMatch(await checkText(figure), /<script/);
  });
}

test("of many arms eight are drawn, the baseline among them, and words and heights do not grow with the others", () => {
  const figures = (count: number) =>
    baselineFigures(
      exampleInput(
        Array.from({ length: count }, (_, i) => `arm-${i}`),
        20,
      ),
    );
  const [some, many] = [figures(30), figures(300)];
  for (const [i, figure] of many.entries()) {
    assert.ok(figure.layout.height <= 2100, `${figure.name}: ${figure.layout.height} pixels`);
    assert.match(figure.caption, /; 29\d|; 288 left out of the picture/);
    assert.ok(figure.caption.length < (some[i]?.caption.length ?? 0) + 40, figure.caption);
    assert.ok(figure.layout.title.text.length < 200, figure.layout.title.text);
    assert.ok(figure.data.some(({ name }) => name === (figure.name === "improvements" ? "arm-1" : "arm-0")));
  }
});

test("titles are written from the numbers, also when the optimized arm is worse", () => {
  const [time] = baselineFigures(exampleInput(["baseline", "optimized"], 2));
  assert.equal(time?.layout.title.text, "optimized: 6 s against 54 s, 88.9 % less time");
  // Bars whose intervals may hold 0 are estimates: "is better" would claim more than they show.
  const titles = baselineFigures(exampleInput(["baseline", "optimized"], 2)).map((figure) => figure.layout.title.text);
  assert.ok(
    titles.some((title) => /^optimized: \d of \d estimates better$/.test(title)),
    titles.join("\n"),
  );
  const { arms, improvements } = exampleInput(["optimized", "baseline"], 2);
  const [slower] = baselineFigures({ arms: [...arms].reverse(), improvements });
  assert.equal(slower?.layout.title.text, "optimized: 54 s against 6 s, 800 % more time");
});

test("nothing measured is said and drawn as nothing", async () => {
  for (const figure of baselineFigures({ arms: [], improvements: [] })) {
    assert.equal(figure.data.length, 0, figure.name);
    await checkText(figure);
  }
});

test("the caption of the memory says of how it was read what the run tells, and no more", () => {
  const input = exampleInput(["baseline", "optimized"], 2);
  const captionOf = (memory: BaselineFigureInput["memory"]) => baselineFigures({ ...input, memory })[2]?.caption ?? "";
  const reading = { isolation: "target", intervalMs: 50, prompts: 1, readings: [11, 14], beforeLoadMb: 87.4 } as const;
  assert.match(
    captionOf(reading),
    /engine \(87\.4 MB\); each arm in a process of its own, read every 50 ms \(11 to 14 readings of each\) from when .* 1 prompt;/,
  );
  assert.match(captionOf({ ...reading, isolation: "run" }), /all arms in one process, which share its memory/);
  assert.match(captionOf({ ...reading, intervalMs: null, readings: [3, 3] }), /own \(3 readings of each\) from when/);
  assert.doesNotMatch(captionOf(null), /process of its own|every|until/);
});
