/** The `code` of an error of Node's, `"ECONNREFUSED"` for example; empty where it has none. */
export function errorCode(error: unknown): string {
  // Not `instanceof Error`: what comes from another realm (a vm context, a test runner's sandbox) is an error all the same.
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/** What an error says. */
export function errorMessage(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
