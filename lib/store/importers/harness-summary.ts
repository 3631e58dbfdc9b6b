import { amountAt, fieldsOf, isFields, listOf, textAt } from "./fields.js";
import { type ImportedContent, importedRow } from "./imported.js";
import { promptId, withRepetitions } from "./prompt-rows.js";

/** Whether one entry is a result of the models recipe. */
export function isHarnessResult(value: unknown): boolean {
  return isFields(value) && "latency_s" in value && "response" in value && "prompt" in value;
}

/** Reads the models recipe's `summary.json`, or one of its `<model>_prompt_NN.json`. */
export function readHarnessSummary(value: unknown, where: string): ImportedContent {
  const entries = isFields(value) ? [value] : listOf(value, where);
  const rows = entries.map((entry, index) => {
    const place = isFields(value) ? where : `result ${index + 1} of ${where}`;
    const result = fieldsOf(entry, place);
    const prompt = textAt(result, "prompt", place);
    return importedRow({
      target: textAt(result, "model", place),
      caseId: promptId(prompt),
      latencyMs: amountAt(result, "latency_s", place) * 1000,
      prompt,
      text: textAt(result, "response", place),
    });
  });
  return {
    tool: "models recipe",
    toolVersion: null,
    formatVersion: null,
    unit: "request",
    rows: withRepetitions(rows),
    definitions: { latencyMs: "end of the answer - sending, by the client" },
    summary: [],
    notes: ["an answer that failed is not in the file", "the file holds no starts and no token counts"],
  };
}
