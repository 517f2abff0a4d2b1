/**
 * The PHC string format for password hashes: `$id$name=value,name=value$salt$hash`, salt and hash in base64
 * without padding. We write and read it whole: no version field, and all four parts are there.
 */

import { CredError } from "./cred-error.js";

/** A password hash as it stands in a users file. */
export interface PHCString {
  /** Which function: `"scrypt"`. */
  readonly id: string;
  /** Its parameters, all of them whole numbers. */
  readonly parameters: ReadonlyMap<string, number>;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const maxLength = 1024;
const parameterPattern = /^([a-z0-9-]{1,32})=(0|[1-9][0-9]{0,9})$/;

/** Reads `text`. Throws `CredError` where it isn't one; the message quotes nothing of it. */
export function parsePHC(text: string): PHCString {
  if (text.length > maxLength) throw malformed(`is longer than ${String(maxLength)} characters`);
  const [before, id = "", parameterText = "", salt = "", hash = "", ...rest] = text.split("$");
  if (before !== "" || rest.length > 0) throw malformed("isn't $id$parameters$salt$hash");
  if (!/^[a-z0-9-]{1,32}$/.test(id)) throw malformed("has no valid identifier");
  return { id, parameters: parseParameters(parameterText), salt: decode(salt, "salt"), hash: decode(hash, "hash") };
}

/** The text of `phc`. */
export function formatPHC(phc: PHCString): string {
  const parameters = Array.from(phc.parameters, ([name, value]) => `${name}=${String(value)}`).join(",");
  return `$${phc.id}$${parameters}$${encode(phc.salt)}$${encode(phc.hash)}`;
}

function parseParameters(text: string): Map<string, number> {
  const parameters = new Map<string, number>();
  for (const part of text.split(",")) {
    const [, name, value] = parameterPattern.exec(part) ?? [];
    if (name === undefined || parameters.has(name))
      throw malformed("has a parameter that isn't name=number, or twice the same");
    parameters.set(name, Number(value));
  }
  return parameters;
}

/** Only the one spelling that `encode` gives is taken, so that no two texts mean the same hash. */
function decode(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0 || encode(bytes) !== text) throw malformed(`has a ${what} that isn't base64 without padding`);
  return bytes;
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function malformed(how: string): CredError {
  return new CredError(`The password hash ${how}.`, { code: "MALFORMED_HASH" });
}
