import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { type FileSystem, isFileSystemError, LocalFileSystem } from "@twist/core/filesystem";
import { KeyFileError } from "../dnssec/signing/key-file-error.js";
import { DNSTextError } from "../presentation/dns-text-error.js";
import { ZoneError } from "../zone/zone-error.js";

/** A file that the user has named, and the directory that it is in, to be read only. */
export interface OptionFile {
  readonly files: FileSystem;
  readonly path: string;
}

/** Where the file at `path` of the system is read from. */
export function optionFile(path: string): OptionFile {
  return { files: new LocalFileSystem(dirname(path), { readOnly: true }), path: `/${basename(path)}` };
}

/** What is wrong with a file, as an `OptionsError`; an error that isn't the file's fault as it is. */
export function fileFault(error: unknown, what: string): unknown {
  const isFault =
    isFileSystemError(error) ||
    error instanceof DNSTextError ||
    error instanceof ZoneError ||
    error instanceof KeyFileError;
  return isFault ? new OptionsError(`${what}: ${error.message}`, { cause: error }) : error;
}
