import { FileSystemError, type FileSystemErrorReason } from "../file-system-error.js";

const reasons: Readonly<Record<string, FileSystemErrorReason>> = {
  ENOENT: "not-found",
  EEXIST: "exists",
  EACCES: "permission",
  EPERM: "permission",
  ENOTDIR: "not-a-directory",
  EISDIR: "is-a-directory",
  ENOTEMPTY: "not-empty",
  ENOSPC: "no-space",
  EDQUOT: "quota-exceeded",
  EFBIG: "file-too-large",
  EROFS: "read-only",
  ENAMETOOLONG: "name-too-long",
  EILSEQ: "invalid-name",
  EINVAL: "invalid-argument",
  EOPNOTSUPP: "unsupported",
  ENOTSUP: "unsupported",
  ENOSYS: "unsupported",
  ENXIO: "unsupported",
  ENODEV: "unsupported",
  EXDEV: "cross-device",
  EBUSY: "busy",
  ETXTBSY: "busy",
  EMFILE: "too-many-open-files",
  ENFILE: "too-many-open-files",
  ELOOP: "loop",
  EBADF: "closed",
};

/** The system's name for an error that Node made of a failed system call; undefined for any other error. */
function systemCode(error: unknown): string | undefined {
  // Not by its class: an error of Node's own may come from another realm than this module.
  if (typeof error !== "object" || error === null || !("syscall" in error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Whether a system call failed with one of these codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  const code = systemCode(error);
  return code !== undefined && codes.includes(code);
}

/**
 * What to throw to the caller for what a system call threw: a `FileSystemError` that knows the virtual path and not
 * the real one. What isn't the system's (a bug, an abort reason, a FileSystemError) stays as it is.
 */
export function toFileSystemError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  return new FileSystemError(reasons[code] ?? "io", path, { systemCode: code });
}
