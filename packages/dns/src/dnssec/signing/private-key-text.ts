/**
 * The text of BIND's `K….private` files, which all the tools of DNSSEC read:
 *
 *     Private-key-format: v1.3
 *     Algorithm: 13 (ECDSAP256SHA256)
 *     PrivateKey: …base64…
 *
 * An RSA key has eight numbers in the place of `PrivateKey`. Lines with other names (times of a key's life) are passed over.
 */

import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { decodeBase64 } from "../../presentation/binary-text.js";
import { publicJWK } from "../public-key.js";
import { algorithmMnemonic, isSigningAlgorithm, type SigningAlgorithm } from "../signing-algorithm.js";
import { KeyFileError } from "./key-file-error.js";

type RSAField = "n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi";

/** Each field's name in the file and in a JSON Web Key, in the file's order. */
const rsaFields: readonly (readonly [string, RSAField])[] = [
  ["Modulus", "n"],
  ["PublicExponent", "e"],
  ["PrivateExponent", "d"],
  ["Prime1", "p"],
  ["Prime2", "q"],
  ["Exponent1", "dp"],
  ["Exponent2", "dq"],
  ["Coefficient", "qi"],
];

/** The text of a `.private` file. It is a secret. */
export function formatPrivateKey(algorithm: SigningAlgorithm, key: KeyObject): string {
  const jwk = key.export({ format: "jwk" });
  const fields =
    jwk.kty === "RSA"
      ? rsaFields.map(([name, field]) => `${name}: ${base64(jwk[field])}\n`).join("")
      : `PrivateKey: ${base64(jwk.d)}\n`;
  return `Private-key-format: v1.3\nAlgorithm: ${String(algorithm)} (${algorithmMnemonic(algorithm)})\n${fields}`;
}

/** The key in a `.private` file, whose public half is `publicKey`, as DNSKEY has it. Throws a `KeyFileError`. */
export function parsePrivateKey(text: string, algorithm: number, publicKey: Buffer): KeyObject {
  const fields = readFields(text);
  if (fields.get("private-key-format")?.startsWith("v1.") !== true) {
    throw new KeyFileError("the private key isn't in BIND's format, version 1");
  }
  if (Number.parseInt(fields.get("algorithm") ?? "", 10) !== algorithm || !isSigningAlgorithm(algorithm)) {
    throw new KeyFileError("the private key is of another algorithm than its DNSKEY, or of none that is supported");
  }
  const key = publicJWK(algorithm, publicKey);
  if (key === undefined) throw new KeyFileError("the DNSKEY holds no key of its algorithm");
  for (const [name, field] of key.kty === "RSA" ? rsaFields : ([["PrivateKey", "d"]] as const)) {
    const octets = decodeBase64(fields.get(name.toLowerCase()) ?? "");
    if (octets === undefined || octets.length === 0) throw new KeyFileError(`the private key has no ${name}`);
    key[field] = octets.toString("base64url");
  }
  return toKeyObject(key);
}

function toKeyObject(key: JsonWebKey): KeyObject {
  try {
    return createPrivateKey({ key, format: "jwk" });
  } catch {
    // The cause might show what is in the key.
    throw new KeyFileError("the private key is damaged");
  }
}

function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

function base64(value: string | undefined): string {
  return Buffer.from(value ?? "", "base64url").toString("base64");
}
