import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { Checked } from "./case-check.js";
import type { Fields } from "./raw-value.js";

/** Variables in `vars`, or a table of them beside columns that begin with `__expected`. */
export function isPromptfoo(record: Fields): boolean {
  return isRecord(record.vars) || Object.keys(record).some((key) => /^__expected\d*$/.test(key));
}

/**
 * A test of promptfoo. Its prompt is a template in another file, so that only a test with one variable is one by itself; of its
 * assertions those that are a check here are taken, and any other is refused by its name.
 */
export function fromPromptfoo({ vars, assert, ...record }: Fields): Checked<Fields> {
  const variables = Object.entries(isRecord(vars) ? vars : record).filter(([key]) => !isOwn(key));
  const [variable] = variables;
  if (variable === undefined || variables.length > 1) {
    const names = variables.map(([name]) => name).join(", ");
    return {
      problem: `expected one variable, as the template of promptfoo's prompt is not in this file, got ${names}`,
    };
  }
  const cells = Object.entries(record).filter(([key]) => key.startsWith("__expected"));
  const asserted = [...cells.map(([, cell]) => cellAssertion(cell)), ...(Array.isArray(assert) ? assert : [])];
  const checks: Fields[] = [];
  for (const one of asserted) {
    const check = checkOf(one);
    if ("problem" in check) return check;
    checks.push(check.value);
  }
  const expected = checks.find(({ kind }) => kind === "exact")?.expected;
  const others = Object.entries(record).filter(([key]) => !key.startsWith("__expected") && key !== variable[0]);
  return { value: { ...Object.fromEntries(others), prompt: variable[1], expected, checks } };
}

const isOwn = (key: string) =>
  key.startsWith("__") || ["id", "kind", "system", "maxTokens", "description"].includes(key);

/** A cell of `__expected`: `contains: Paris`, or the answer itself. */
function cellAssertion(cell: unknown): Fields {
  const [, type, value] = /^([a-z-]+):\s*(.*)$/s.exec(String(cell)) ?? [];
  if (type !== undefined) return { type, value };
  return cell === "is-json" || cell === "contains-json" ? { type: cell } : { type: "equals", value: cell };
}

const taken = [
  ...["equals", "contains", "icontains", "contains-all", "icontains-all", "contains-any", "icontains-any", "regex"],
  "contains-json",
];

/** A list, or what a cell has between its commas. */
const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value
    : String(value)
        .split(",")
        .map((one) => one.trim());

function checkOf(assertion: unknown): Checked<Fields> {
  const { type, value } = isRecord(assertion) ? assertion : { type: undefined, value: undefined };
  switch (type) {
    case "equals":
      return { value: { kind: "exact", expected: String(value) } };
    case "contains":
    case "icontains":
      return { value: { kind: "facts", facts: [value] } };
    case "contains-all":
    case "icontains-all":
      return { value: { kind: "facts", facts: listed(value) } };
    case "contains-any":
    case "icontains-any":
      return { value: { kind: "facts", facts: [listed(value).join("|")] } };
    case "regex":
      return { value: { kind: "matches", pattern: value } };
    case "is-json":
    case "contains-json": {
      const check = isRecord(value) ? { kind: "schema", schema: value } : { kind: "json", requiredKeys: [] };
      return { value: type === "is-json" ? check : { ...check, answerFrom: "json-in-text" } };
    }
    default:
      return {
        problem: `expected an assertion ${taken.join(", ")} or is-json, got ${describeValue(type ?? assertion)}`,
      };
  }
}
