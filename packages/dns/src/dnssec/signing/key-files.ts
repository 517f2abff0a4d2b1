/** A key as the two files that BIND, Knot and NSD's tools keep it in: `Kexample.com.+013+12345.key` and `.private`. */

import { type FileSystem, readFile, writeFile } from "@twist/core/filesystem";
import { DNSKEY } from "../../records/dnskey.js";
import { parseRecord } from "../../zone-file/parse-record.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import { algorithmMnemonic, isSigningAlgorithm } from "../signing-algorithm.js";
import { ZoneKeyFlag } from "../zone-key-flags.js";
import { KeyFileError } from "./key-file-error.js";
import { formatPrivateKey, parsePrivateKey } from "./private-key-text.js";
import { SigningKey } from "./signing-key.js";

const maxFileBytes = 64 * 1024;
const publicSuffix = ".key";
const privateSuffix = ".private";
/** Names of such files hold only these unescaped; the root's is `K.`. */
const unsafe = /[^A-Za-z0-9._*-]/g;

/** The text of a `.key` file: the DNSKEY record, with a comment that says what it is. */
export function formatPublicKey(key: SigningKey): string {
  const kind = key.isEntryPoint ? "key-signing" : "zone-signing";
  const zone = key.zone.toString();
  return (
    `; This is a ${kind} key, keyid ${String(key.keyTag)}, for ${zone} (${algorithmMnemonic(key.algorithm)})\n` +
    `${zone} IN DNSKEY ${DNSKEY.format(key.dnskey)}\n`
  );
}

/** `Kexample.com.+013+12345`: the name of a key's files without their suffixes. */
export function keyFileName({ zone, algorithm, keyTag }: SigningKey): string {
  const name = zone
    .toString()
    .toLowerCase()
    .replace(unsafe, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `K${name}+${String(algorithm).padStart(3, "0")}+${String(keyTag).padStart(5, "0")}`;
}

/**
 * Writes both files of a key into `directory`; the private one can be read by its owner only. Rejects with a `FileSystemError`, also
 * where one of them is there already.
 *
 * @returns the path of the `.key` file.
 */
export async function writeKeyFiles(files: FileSystem, directory: string, key: SigningKey): Promise<string> {
  const base = `${directory.replace(/\/$/, "")}/${keyFileName(key)}`;
  const secret = formatPrivateKey(key.algorithm, key.privateKey);
  await writeFile(files, base + privateSuffix, secret, { mode: 0o600, exclusive: true });
  await writeFile(files, base + publicSuffix, formatPublicKey(key), { mode: 0o644, exclusive: true });
  return base + publicSuffix;
}

/**
 * Reads a key from its two files. `path` is that of either of them, or without a suffix. A key with the SEP flag is a `"csk"`: with a
 * `"zsk"` of its algorithm beside it, `signZone` has it sign keys alone. Rejects with a `KeyFileError` or a `FileSystemError`.
 */
export async function readKeyFiles(files: FileSystem, path: string): Promise<SigningKey> {
  const base = withoutSuffix(path);
  const publicText = await readText(files, base + publicSuffix);
  const { name, data } = readPublicKey(publicText);
  const { algorithm } = data;
  if (!isSigningAlgorithm(algorithm)) {
    throw new KeyFileError(`${base}${publicSuffix} is of algorithm ${String(algorithm)}, which isn't supported`);
  }
  const privateKey = parsePrivateKey(await readText(files, base + privateSuffix), algorithm, data.publicKey);
  const role = (data.flags & ZoneKeyFlag.SEP) === 0 ? "zsk" : "csk";
  const key = new SigningKey({ zone: name, algorithm, role, privateKey });
  if (!key.dnskey.publicKey.equals(data.publicKey))
    throw new KeyFileError(`the two files of ${base} don't belong together`);
  return key;
}

function readPublicKey(text: string): ResourceRecord<{ flags: number; algorithm: number; publicKey: Buffer }> {
  let record: ResourceRecord;
  try {
    record = parseRecord(text, { ttl: 0 });
  } catch (error) {
    throw new KeyFileError("the public key isn't a DNSKEY record", { cause: error });
  }
  if (!record.is(DNSKEY)) throw new KeyFileError("the public key isn't a DNSKEY record");
  return record;
}

async function readText(files: FileSystem, path: string): Promise<string> {
  return (await readFile(files, path, { maxBytes: maxFileBytes })).toString("latin1");
}

function withoutSuffix(path: string): string {
  for (const suffix of [publicSuffix, privateSuffix]) if (path.endsWith(suffix)) return path.slice(0, -suffix.length);
  return path;
}
