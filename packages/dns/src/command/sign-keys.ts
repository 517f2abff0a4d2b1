/** The keys that `twist dns` and `twist dns sign` sign with. */

import { basename, dirname, join } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem } from "@twist/core/filesystem";
import { KeyFileError } from "../dnssec/signing/key-file-error.js";
import { readKeyFiles, writeKeyFiles } from "../dnssec/signing/key-files.js";
import type { KeyRole, SigningKey } from "../dnssec/signing/signing-key.js";
import { parseSigningAlgorithm, type SigningAlgorithm } from "../dnssec/signing-algorithm.js";

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
    return await readKeyFiles(new LocalFileSystem(dirname(path), { readOnly: true }), `/${basename(path)}`);
  } catch (error) {
    if (!(error instanceof KeyFileError || isFileSystemError(error))) throw error;
    throw new OptionsError(`${option}: ${path}: ${error.message}`, { cause: error });
  }
}

/** Writes a key's two files. @returns the path of the public one. */
export async function writeKey(directory: string, key: SigningKey): Promise<string> {
  return join(directory, await writeKeyFiles(new LocalFileSystem(directory), "/", key));
}
