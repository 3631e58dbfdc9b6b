import assert from "node:assert/strict";
import { test } from "node:test";
import { unitOf } from "./column-unit.js";

test("units are read from the names that the seeds, Benchbook and other tools give to columns", () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ["latency_sec", "s"],
    ["ttft_sec", "s"],
    ["tokens_per_sec", "tokens/s"],
    ["tokensPerSecond", "tokens/s"],
    ["tokensPerSecondEndToEnd", "tokens/s"],
    ["requests_per_minute", "requests/min"],
    ["tokens_per_mb", "tokens/MB"],
    ["vram_mb", "MB"],
    ["peak_gb", "GB"],
    ["peakVramMiB", "MiB"],
    ["resident_peak_mib", "MiB"],
    ["modelBytes", "B"],
    ["timeToFirstTokenMs", "ms"],
    ["mean ITL (ms)", "ms"],
    ["throughput [tok/s]", "tok/s"],
    ["gpuUtilisationPercent", "%"],
    ["gpu %", "%"],
    ["time_s", "s"],
    ["powerWatts", "W"],
    ["clock_ghz", "GHz"],
    // pandas writes `latency_ms_min` for an aggregate, a run's summary.json becomes `timeToFirstTokenMs.min`: minima, not minutes.
    ["timeToFirstTokenMs.min", "ms"],
    ["timeToFirstTokenMs.p50", "ms"],
    ["latency_s_max", "s"],
    ["tokensPerSecond.p50", "tokens/s"],
    ["requests_per_min", "requests/min"],
    ["max", null],
    ["errors.min", null],
    ["duration_min", null],
    ["uptime (min)", "min"],
    ["uptime_minutes", "min"],
    ["Latency [µs]", "µs"],
    ["Latency (\u03bcs)", "µs"],
    ["temperature (°C)", "°C"],
    ["tok_s", "tok/s"],
    ["output_tokens_s", "tokens/s"],
    ["decode tok/s", "tok/s"],
    ["ms", null],
    ["class", null],
    ["params_m", null],
    ["tokens", null],
    ["programs", null],
    ["items", null],
    ["constructor", null],
    ["to string", null],
  ];
  assert.deepEqual(
    cases.map(([name]) => [name, unitOf(name)]),
    cases.map(([name, unit]) => [name, unit]),
  );
});
