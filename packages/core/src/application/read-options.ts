import { OptionsError } from "./options-error.js";
import type { Option, OptionsSchema, OptionValues } from "./options-schema.js";

export interface ReadOptionsSettings {
  /** How an option is called where the values come from, for messages: `--host-key` or `hostKey`. @default the name itself */
  readonly nameOf?: (name: string) => string;
  /** Makes a path absolute. @default leaves it as it is */
  readonly resolvePath?: (path: string) => string;
}

/**
 * Checks `raw`, from a command line or a configuration file, against `schema`, and fills in the defaults. Numbers and flags may come as
 * text.
 * @throws {OptionsError} which names the option and says what it takes.
 */
export function readOptions<S extends OptionsSchema>(
  schema: S,
  raw: Readonly<Record<string, unknown>>,
  settings: ReadOptionsSettings = {},
): OptionValues<S> {
  const nameOf = settings.nameOf ?? ((name: string) => name);
  const unknown = Object.keys(raw).find((name) => !Object.hasOwn(schema, name));
  if (unknown !== undefined) {
    const known = Object.keys(schema).map(nameOf).join(", ");
    throw new OptionsError(`There is no option ${nameOf(unknown)}. There are: ${known === "" ? "none" : known}.`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(schema)) {
    values[name] = readOption(option, raw[name], { name: nameOf(name), resolvePath: settings.resolvePath });
  }
  return values as OptionValues<S>;
}

interface Place {
  readonly name: string;
  readonly resolvePath: ((path: string) => string) | undefined;
}

function readOption(option: Option, raw: unknown, place: Place): unknown {
  if (option.type === "flag") {
    const given = readFlag(raw, place);
    if (option.required === true && !given)
      throw new OptionsError(`The option ${place.name} is missing. ${option.description}`);
    return given;
  }
  if (raw === undefined || raw === null) {
    if (option.required === true) throw new OptionsError(`The option ${place.name} is missing. ${option.description}`);
    const fallback = option.default;
    if (option.repeatable === true) return fallback === undefined ? [] : [fallback];
    return fallback;
  }
  if (option.repeatable === true) {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    if (items.length === 0 && option.required === true) {
      throw new OptionsError(`The option ${place.name} is missing. ${option.description}`);
    }
    return items.map((item) => readValue(option, item, place));
  }
  if (Array.isArray(raw)) throw new OptionsError(`The option ${place.name} may be given once only.`);
  return readValue(option, raw, place);
}

function readFlag(raw: unknown, { name }: Place): boolean {
  if (raw === undefined || raw === false || raw === "false") return false;
  if (raw === true || raw === "true") return true;
  throw new OptionsError(`The option ${name} is either on or off: it takes true or false.`);
}

function readValue(
  option: Exclude<Option, { type: "flag" }>,
  raw: unknown,
  { name, resolvePath }: Place,
): string | number {
  if (option.type === "integer") return readInteger(option, raw, name);
  if (typeof raw !== "string" && typeof raw !== "number") throw new OptionsError(`The option ${name} takes a text.`);
  const text = String(raw);
  if (text === "") throw new OptionsError(`The option ${name} is empty. ${option.description}`);
  if (option.type === "text" && option.choices !== undefined && !option.choices.includes(text)) {
    throw new OptionsError(`The option ${name} takes one of ${option.choices.join(", ")}.`);
  }
  if (option.type === "path" && resolvePath !== undefined) return resolvePath(text);
  return text;
}

function readInteger(option: { readonly min?: number; readonly max?: number }, raw: unknown, name: string): number {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = option;
  const value = typeof raw === "string" && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const range =
    option.min === undefined && option.max === undefined
      ? ""
      : ` from ${option.min === undefined ? "…" : String(min)} to ${option.max === undefined ? "…" : String(max)}`;
  throw new OptionsError(`The option ${name} takes a whole number${range}.`);
}
