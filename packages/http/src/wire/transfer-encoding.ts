import { HTTPError } from "./http-error.js";
import { parseList } from "./list.js";
import { equalsIgnoreCase } from "./octets.js";

/**
 * RFC 9112 §6.1. `chunked`, alone and once, is the only Transfer-Encoding that anybody uses, and the only one read here: empty list
 * members, a repeated `chunked`, `chunked` before another coding and parameters are refused (400); a message that is properly
 * chunked, but over another coding, asks for what isn't implemented (501).
 * @throws {HTTPError} for every value but `chunked`.
 */
export function requireChunked(value: string): void {
  if (equalsIgnoreCase(value, "chunked")) return;
  const codings = parseList(value);
  const chunkedAt = codings.findIndex((coding) => equalsIgnoreCase(coding, "chunked"));
  if (chunkedAt > 0 && chunkedAt === codings.length - 1) {
    throw new HTTPError("no transfer coding but chunked is implemented", {
      code: "UNKNOWN_TRANSFER_CODING",
      statusCode: 501,
    });
  }
  throw new HTTPError("Transfer-Encoding isn't `chunked` alone", { code: "BAD_TRANSFER_ENCODING" });
}
