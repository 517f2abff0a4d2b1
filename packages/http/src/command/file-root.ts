import { OptionsError } from "@twist/core/application";
import { LocalFileSystem, isFileSystemError } from "@twist/core/filesystem";
import type { Resource } from "../resources/resource.js";
import { StaticFiles } from "../static/static-files.js";

/** What `twist http --root DIR [--autoindex]` serves. @throws {OptionsError} where there is no such directory. */
export async function fileRoot(root: string, autoindex: boolean): Promise<Resource> {
  return new StaticFiles(await openRoot(root), { autoindex });
}

async function openRoot(root: string): Promise<LocalFileSystem> {
  const fileSystem = new LocalFileSystem(root, { readOnly: true });
  try {
    if ((await fileSystem.stat("/")).type === "directory") return fileSystem;
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    throw new OptionsError(`--root: there is no directory ${root} that can be read`, { cause: error });
  }
  throw new OptionsError(`--root: ${root} is no directory`);
}
