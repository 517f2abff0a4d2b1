/** The keys that `twist dns` and `twist dns sign` sign with. */

import { join } from "node:path";
import { OptionsError } from "@twist/core/application";
import { LocalFileSystem } from "@twist/core/filesystem";
import { readKeyFiles, writeKeyFiles } from "../dnssec/signing/key-files.js";
import type { KeyRole, SigningKey } from "../dnssec/signing/signing-key.js";
import { parseSigningAlgorithm, type SigningAlgorithm } from "../dnssec/signing-algorithm.js";
import { fileFault, optionFile } from "./option-file.js";

/** A key to make. */
export interface KeyRequest {
  readonly algorithm: SigningAlgorithm;
  readonly role: KeyRole;
}

const roles: readonly KeyRole[] = ["csk", "ksk", "zsk"];

/** What `--generate` names: `ED25519`, or `ED25519:ksk`. Throws an `OptionsError`. */
export function keyRequest(text: string): KeyRequest {
  const [name = "", roleName = "csk", more] = text.split(":");
  const algorithm = parseSigningAlgorithm(name);
  const role = roles.find((one) => one === roleName.toLowerCase());
  if (algorithm === undefined || role === undefined || more !== undefined) {
    throw new OptionsError(
      `--generate takes an algorithm, such as ED25519, or ED25519:ksk and ED25519:zsk, not ${text}`,
    );
  }
  return { algorithm, role };
}

/** The key of an option such as `--key`. Rejects with an `OptionsError`. */
export async function readKey(path: string, option = "--key"): Promise<SigningKey> {
  try {
    const file = optionFile(path);
    return await readKeyFiles(file.files, file.path);
  } catch (error) {
    throw fileFault(error, `${option}: ${path}`);
  }
}

/** Writes a key's two files. @returns the path of the public one. */
export async function writeKey(directory: string, key: SigningKey): Promise<string> {
  return join(directory, await writeKeyFiles(new LocalFileSystem(directory), "/", key));
}
