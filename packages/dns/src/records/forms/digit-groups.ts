import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";

/**
 * Identifiers that are written as groups of hexadecimal digits: `0014:4fff:ff20:ee64` (RFC 6742 §2.1.2),
 * `00-00-5e-00-53-2a` (RFC 7043 §3.2). Lower case when read; either case is taken.
 */
export interface DigitGroups {
  readonly groups: number;
  readonly digits: number;
  /** Whether zeros at the start of a group may be left out, as BIND does. */
  readonly omitsZeros: boolean;
  readonly separator: string;
}

/** The identifier that comes next in RDATA. */
export function readDigitGroups(form: DigitGroups, reader: RDataReader): string {
  const hex = reader.bytes((form.groups * form.digits) / 2).toString("hex");
  let text = hex.slice(0, form.digits);
  for (let i = form.digits; i < hex.length; i += form.digits) text += form.separator + hex.slice(i, i + form.digits);
  return text;
}

/** Throws a `RangeError` unless `text` has the form. */
export function writeDigitGroups(form: DigitGroups, text: string, writer: RDataWriter): void {
  const groups = groupsOf(form, text);
  if (groups === undefined) throw new RangeError(`not of the form ${example(form)}`);
  writer.bytes(Buffer.from(groups.join(""), "hex"));
}

export function parseDigitGroups(form: DigitGroups, tokens: TokenReader, field: string): string {
  const groups = groupsOf(form, tokens.word(field).toLowerCase());
  if (groups === undefined) throw tokens.fail(`${field} has to be of the form ${example(form)}`);
  return groups.join(form.separator);
}

/** All digits of each group; `undefined` unless `text` has the form. */
function groupsOf(form: DigitGroups, text: string): string[] | undefined {
  const { groups, digits, separator, omitsZeros } = form;
  if (text.length > groups * (digits + 1)) return undefined;
  const parts = text.split(separator);
  const least = omitsZeros ? 1 : digits;
  const isGroup = (part: string): boolean => part.length >= least && part.length <= digits && /^[0-9a-f]*$/i.test(part);
  if (parts.length !== groups || !parts.every(isGroup)) return undefined;
  return parts.map((part) => part.padStart(digits, "0"));
}

function example(form: DigitGroups): string {
  return Array.from({ length: form.groups }, () => "0".repeat(form.digits)).join(form.separator);
}
