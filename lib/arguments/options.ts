import * as v from "valibot";
import { describeValue, isPromise, isRecord } from "./describe-value.js";
import { nearestName } from "./nearest-name.js";

/**
 * The fields of some options: for each setting of the interface a schema, of which the message is what is expected. The compiler
 * refuses a setting that is missing here. A schema may take null besides, as a stored target writes what is not set.
 */
export type FieldsOf<Options> = {
  readonly [Name in keyof Options & string]-?: v.GenericSchema<Options[Name] | null, unknown>;
};

/**
 * The settings of a caller, checked, with every default filled in. A misspelled setting is refused: passed over in silence it would
 * measure or draw something else than was asked. The compiler holds the fields of the schema to the interface of the options.
 *
 * Throws one error that names the function, the setting, what was expected and what came: a RangeError for a value.
 *
 * @example
 * checkedOptions("draw", settings({}), {}); // => {}
 */
export function checkedOptions<Options extends object, const Fields extends FieldsOf<Options>>(
  caller: string,
  schema: SettingsSchema<Fields>,
  options: Options & (Exclude<keyof Fields, keyof Options> extends never ? unknown : never),
): v.InferOutput<v.StrictObjectSchema<Fields, undefined>> {
  const result = v.safeParse(schema, options);
  if (result.success) return result.output;
  const issue = result.issues.find(isUnknownName) ?? result.issues[0];
  throw new (isUnknownName(issue) ? Error : RangeError)(sentence(caller, issue));
}

/** The schema of an options object, or of a setting that is one itself: in braces, with these fields and no others. */
export function settings<const Fields extends v.ObjectEntries>(fields: Fields): SettingsSchema<Fields> {
  const inBraces = `in braces, as in { ${Object.keys(fields)[0] ?? ""}: … }`;
  return v.pipe(
    v.custom<Given<Fields>>((value) => isRecord(value) && !isPromise(value), inBraces),
    v.strictObject(fields, (issue) => settingMessage(fields, issue)),
  );
}

type Given<Fields extends v.ObjectEntries> = v.InferInput<v.StrictObjectSchema<Fields, undefined>>;

/** What {@link settings} gives. */
export type SettingsSchema<Fields extends v.ObjectEntries> = v.SchemaWithPipe<
  readonly [
    v.CustomSchema<Given<Fields>, v.ErrorMessage<v.CustomIssue> | undefined>,
    v.StrictObjectSchema<Fields, (issue: v.StrictObjectIssue) => string>,
  ]
>;

/** For an unknown name, the known names; for a missing setting, what it should be. */
function settingMessage(fields: v.ObjectEntries, issue: v.StrictObjectIssue): string {
  const name = String(issue.path?.[0]?.key);
  if (!isUnknownName(issue)) {
    const schema = fields[name];
    return (schema && v.safeParse(schema, undefined).issues?.[0].message) ?? "given";
  }
  const names = Object.keys(fields);
  const nearest = nearestName(name, names);
  return `${names.join(", ")}${nearest === null ? "" : `; did you mean ${nearest}?`}`;
}

const isUnknownName = ({ type, expected }: v.BaseIssue<unknown>) => type === "strict_object" && expected === "never";

/** One clear sentence: who was called, which setting, what was expected, what came, and where it is known, what to write. */
function sentence(caller: string, issue: v.BaseIssue<unknown>): string {
  const path = issue.path ?? [];
  if (isUnknownName(issue)) {
    const inside = path.length > 1 ? `, ${pathText(path.slice(0, -1))},` : "";
    return `${caller}${inside} has no setting "${String(path.at(-1)?.key)}"; it has: ${issue.message}`;
  }
  const got = `got ${describeValue(issue.input)}${hint(issue)}`;
  if (path.length === 0) return `${caller} expected its settings ${issue.message}, ${got}`;
  return `${caller} expected ${pathText(path)} to be ${issue.message}, ${got}`;
}

/** `generation.maxTokens`, `targets[1].name`. */
const pathText = (path: readonly { readonly key: unknown }[]) =>
  path
    .map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .slice(1);

/** What to write in its place, for two mistakes that are often made: a percentage for a share, and one text for a list. */
function hint({ type, requirement, input }: v.BaseIssue<unknown>): string {
  if (type === "array" && typeof input === "string") return `: write [${describeValue(input)}]`;
  const isPercentage =
    type === "lt_value" && requirement === 1 && typeof input === "number" && input > 1 && input < 100;
  return isPercentage ? `: write ${input} % as ${input / 100}` : "";
}
