/** Whether an error of node:fs says that there is no such file. By its code: an error may come from another realm. */
export function isMissingFile(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
