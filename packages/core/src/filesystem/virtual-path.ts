/**
 * Paths as every FileSystem sees them: POSIX style, absolute, on every platform. `/` is the root of that file system
 * and nothing is above it, so `/..` is `/`. A path is made normal here, once, before it is looked at: `..` is taken
 * off the text (what FTP clients and URLs mean by it), not off the directory that a symbolic link may lead to.
 *
 * Nothing is decoded: `%2e%2e` is a name of six characters, and so is a `．．` of full-width dots one of two. A
 * backslash is a character like any other, save on Windows, where LocalFileSystem refuses it.
 */

import { FileSystemError } from "./file-system-error.js";

/** The longest name of one file, in bytes of UTF-8 (NAME_MAX of every file system in use). */
export const maxNameBytes = 255;

/** The longest path, in bytes of UTF-8 (PATH_MAX of Linux). */
export const maxPathBytes = 4096;

// In a regular expression with the u flag, a surrogate matches only where it stands alone.
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The names of an absolute path, from the root down; none for the root itself. Empty names and `.` are left out, and
 * `..` takes away the name before it, where there is one.
 *
 * @throws FileSystemError `invalid-name` for a path that is empty or relative, or has a NUL or a lone surrogate in
 *   it; `name-too-long` for a name over 255 bytes or a path over 4096 bytes.
 */
export function splitPath(path: string): string[] {
  if (!path.startsWith("/")) throw new FileSystemError("invalid-name", path, { detail: "not an absolute path" });
  checkText(path, path);
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      names.pop();
      continue;
    }
    checkNameLength(name, path);
    names.push(name);
  }
  return names;
}

/** The path of these names: the opposite of `splitPath`. */
export function joinNames(names: readonly string[]): string {
  return `/${names.join("/")}`;
}

/** `path` in its one normal form: absolute, no `.`, `..`, `//` or trailing slash. Throws what `splitPath` throws. */
export function normalizePath(path: string): string {
  return joinNames(splitPath(path));
}

/**
 * What `path` means to somebody whose current directory is `cwd`: itself where it is absolute, otherwise below
 * `cwd`; an empty path is `cwd`. The answer is normal. Throws what `splitPath` throws.
 */
export function resolvePath(cwd: string, path: string): string {
  return normalizePath(path.startsWith("/") ? path : `${cwd}/${path}`);
}

/** The last name of a path; empty for the root. */
export function baseName(path: string): string {
  return splitPath(path).at(-1) ?? "";
}

/** The directory that a path stands in; the root for the root itself. */
export function parentPath(path: string): string {
  return joinNames(splitPath(path).slice(0, -1));
}

/**
 * The parts of a symbolic link's target, `..` among them, since only the walk knows what is above.
 *
 * @throws FileSystemError for the same texts as `splitPath`, save that a relative one is welcome.
 */
export function splitLinkTarget(target: string, path: string): string[] {
  if (target === "") throw new FileSystemError("not-found", path, { detail: "an empty link target" });
  checkText(target, path);
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  for (const part of parts) checkNameLength(part, path);
  return parts;
}

function checkText(text: string, path: string): void {
  // The length in UTF-16 units is never above the one in bytes, so that a megabyte isn't counted to be refused.
  if (text.length > maxPathBytes || Buffer.byteLength(text) > maxPathBytes) {
    throw new FileSystemError("name-too-long", path, { detail: `over ${String(maxPathBytes)} bytes` });
  }
  if (text.includes("\0")) throw new FileSystemError("invalid-name", path, { detail: "a NUL in it" });
  if (loneSurrogate.test(text)) throw new FileSystemError("invalid-name", path, { detail: "not valid Unicode" });
}

function checkNameLength(name: string, path: string): void {
  if (name.length > maxNameBytes || Buffer.byteLength(name) > maxNameBytes) {
    throw new FileSystemError("name-too-long", path, { detail: `a name over ${String(maxNameBytes)} bytes` });
  }
}
