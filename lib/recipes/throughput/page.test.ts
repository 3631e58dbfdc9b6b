import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { addToCommunityTable, readCommunityTable } from "./community.js";
import { communityHeader, communityRow, communityRule, type ThroughputReport } from "./page.js";

const rates = {
  mean: 123.456,
  min: 120,
  max: 125.5,
  standard_deviation: 2,
  interval_95: null,
  interval_95_of: "",
  values: [],
};

function made(changes: {
  readonly device?: string | null;
  readonly params?: number | null;
  readonly vram?: number | null;
  readonly cache?: boolean;
}): ThroughputReport {
  const { device = "AMD EPYC", params = 134.515008, vram = null, cache = true } = changes;
  return {
    timestamp: "2026-01-01T00:00:00.000Z",
    commit: null,
    platform: { os: "Debian", python: null },
    torch: { version: null, cuda: null },
    device: { type: "cpu", name: device },
    model: { source: "local", params_m: params, block_size: 1, n_layer: 1, n_head: 1, n_embd: 1, name: "m" },
    generation: {
      prompt: "p",
      gen_tokens: 256,
      temperature: 0.9,
      top_k: 40,
      top_p: 1,
      repetition_penalty: 1,
      use_kv_cache: cache,
      seed: 1,
      deterministic: true,
      warmup_tokens: 16,
    },
    results: {
      iters: 3,
      iters_asked: 3,
      left_out: [],
      tokens_per_sec: rates,
      decode_tokens_per_sec: rates,
      vram_peak_mib: vram,
      resident_peak_mib: null,
      same_tokens: true,
    },
    runtime: {
      benchbook: "0",
      node: null,
      engine: null,
      engine_version: null,
      quantisation: null,
      threads: null,
      model_sha256: null,
      input_tokens: null,
      token_definition: "",
      details: {},
      warnings: [],
      run: "",
    },
  };
}

const page = `# Results\n\n${communityHeader}\n${communityRule}\n\nThe end.\n`;

describe("a row of the community table", () => {
  it("has the columns of the community table, N/A for what is unknown", () => {
    assert.equal(communityRow(made({})), "| cpu (AMD EPYC) | local | 134.515 | on | 256 | 123.46 | N/A |");
    assert.equal(
      communityRow(made({ device: null, params: null, vram: 811.6, cache: false })),
      "| cpu | local | N/A | off | 256 | 123.46 | 812 |",
    );
  });

  it("goes to the end of the table, and comes back as it was, whatever the device is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (device) => {
        const row = communityRow(made({ device }));
        const [first, second] = readCommunityTable(addToCommunityTable(addToCommunityTable(page, row), `${row}\n`));
        assert.deepEqual(first, second);
        assert.equal(first?.device, `cpu (${device.replace(/[\r\n]+/g, " ")})`);
        assert.deepEqual([first?.paramsM, first?.kvCache, first?.peakVramMiB], [134.515, "on", null]);
      }),
    );
  });

  it("leaves the rest of the page alone", () => {
    const longer = addToCommunityTable(page, communityRow(made({})));
    assert.ok(longer.startsWith(`# Results\n\n${communityHeader}\n${communityRule}\n| cpu`));
    assert.ok(longer.endsWith("|\n\nThe end.\n"));
  });

  for (const [row, expected] of [
    ["not a row", /expected a row of seven cells/],
    ["| cpu | local | 1 | on | 256 | 1 |", /expected a row of seven cells/],
    ["| cpu | cloud | 1.0 | on | 256 | 1.00 | N/A |", /expected the source to be local or hf, got "cloud"/],
    ["| cpu | hf | 1.0 | yes | 256 | 1.00 | N/A |", /expected KV-cache to be on or off, got "yes"/],
    ["| cpu | hf | 1.0 | on | 256 | fast | N/A |", /line 5: expected mean tok\/s to be a number, got "fast"/],
    ["| _your result_ | _local\\/hf_ | _0.000_ | _on\\/off_ | _256_ | _0.00_ | _N\\/A_ |", /expected the source/],
  ] as const)
    it(`is refused as ${row}`, () => assert.throws(() => addToCommunityTable(page, row), expected));

  it("needs a table to go into", () => {
    assert.throws(() => readCommunityTable("# nothing"), /expected a table with the lines \| Device/);
  });
});
