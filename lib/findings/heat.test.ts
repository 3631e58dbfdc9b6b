import assert from "node:assert/strict";
import { it } from "node:test";
import { exampleTrial } from "../../tests/support/metrics/trial.js";
import type { Sample } from "../types/index.js";
import { heatFindings } from "./heat.js";

const sample = (atMs: number, more: Partial<Sample>): Sample => ({
  ...{ atMs, session: 1, residentBytes: null, cpuShare: null, loadAverage1m: null },
  ...{ vramUsedMiB: null, gpuUtilisationPercent: null, powerWatts: null },
  ...more,
});
const trials = [
  exampleTrial({ session: 1, target: "a", dispatchedAtMs: 0, endAtMs: 1000 }),
  exampleTrial({ session: 1, target: "b", dispatchedAtMs: 2000, intendedAtMs: 2000, endAtMs: 3000 }),
];
const here = {
  targets: [
    { kind: "llama", name: "a" },
    { kind: "llama", name: "b" },
  ],
};

it("a throttled card and a hot processor are found for the target that was measured, by its own samples", () => {
  const samples = [
    sample(500, { gpuThrottled: true, gpuTemperatureCelsius: 83, temperatureCelsius: 94.9 }),
    sample(800, { gpuThrottled: false, gpuTemperatureCelsius: 84, temperatureCelsius: 60 }),
    sample(1500, { gpuThrottled: true, temperatureCelsius: 100 }), // between the targets
    sample(2500, { gpuThrottled: false, temperatureCelsius: 95 }),
    sample(2600, { gpuThrottled: null, temperatureCelsius: 97 }),
  ];
  assert.deepEqual(heatFindings(trials, here, samples), [
    {
      code: "throttled",
      about: "a",
      severity: "note",
      text: "a: a graphics card was slowed down, by heat or its power limit, in 1 of 2 samples, 84 °C at most",
    },
    {
      code: "hot-processor",
      about: "b",
      severity: "note",
      text: "b: the processor was at 95 °C or above in 2 of 2 samples, 97 °C at most",
    },
  ]);
});

it("heat here says nothing of a server elsewhere, and nothing is found where nothing was read", () => {
  const samples = [sample(500, { gpuThrottled: true })];
  const away = { targets: [{ kind: "openai", name: "a", baseUrl: "http://gpu-7:8000/v1" }] };
  assert.deepEqual(heatFindings(trials, away, samples), []);
  assert.equal(
    heatFindings(trials, { targets: [{ kind: "openai", name: "a", baseUrl: "http://localhost/v1" }] }, samples).length,
    1,
  );
  assert.deepEqual(heatFindings(trials, here, [sample(500, {})]), []);
});
