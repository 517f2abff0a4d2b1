/**
 * Paths (RFC 5321 §4.1.2), which are mailboxes in angle brackets:
 *
 *     Reverse-path = Path / "<>"
 *     Forward-path = Path / "<Postmaster>"
 *     Path         = "<" [ A-d-l ":" ] Mailbox ">"
 *     A-d-l        = At-domain *( "," At-domain )
 *
 * The source route, `A-d-l`, is read and dropped, as RFC 5321 appendix C asks.
 */

import { parseAddressLiteral } from "./address-literal.js";
import { isDomain } from "./domain.js";
import { Mailbox, endOfMailbox, isPostmaster, mailboxBetween } from "./mailbox.js";
import { SMTPError } from "./smtp-error.js";

/** Octets of a path, its angle brackets included (RFC 5321 §4.5.3.1.3). */
const MAX_PATH_BYTES = 256;

/** Who sends: a mailbox, or `null` for `<>`, which is how bounces are sent, that nobody bounces. */
export type ReversePath = Mailbox | null;

/** A path, and where the text goes on behind it. */
export interface ParsedPath<Path> {
  readonly path: Path;
  /** The index behind `>`. */
  readonly end: number;
}

/** Reads the reverse-path that begins at `from`. @throws {SMTPError} where none does. */
export function parseReversePath(text: string, from: number): ParsedPath<ReversePath> {
  if (text.startsWith("<>", from)) return { path: null, end: from + 2 };
  return parsePath(text, from);
}

/** Reads the forward-path that begins at `from`. @throws {SMTPError} where none does. */
export function parseForwardPath(text: string, from: number): ParsedPath<Mailbox> {
  const end = from + 12;
  if (
    text.charCodeAt(end - 1) === 0x3e &&
    text.charCodeAt(from) === 0x3c &&
    isPostmaster(text.slice(from + 1, end - 1))
  ) {
    return { path: new Mailbox(text.slice(from + 1, end - 1), ""), end };
  }
  return parsePath(text, from);
}

/** A path as it is on the wire, angle brackets included. @throws {SMTPError} where it is over 256 bytes. */
export function formatPath(path: ReversePath): string {
  const text = path === null ? "<>" : `<${path.toString()}>`;
  assertPathLength(text, 0, text.length);
  return text;
}

function parsePath(text: string, from: number): ParsedPath<Mailbox> {
  if (text.charCodeAt(from) !== 0x3c) throw badPath("stands in angle brackets");
  const start = skipSourceRoute(text, from + 1);
  const end = endOfMailbox(text, start);
  if (end === -1 || text.charCodeAt(end) !== 0x3e) throw badPath("is <local-part@domain>");
  assertPathLength(text, from, end + 1);
  return { path: mailboxBetween(text, start, end), end: end + 1 };
}

function assertPathLength(text: string, from: number, end: number): void {
  if (end - from > MAX_PATH_BYTES || Buffer.byteLength(text.slice(from, end)) > MAX_PATH_BYTES) {
    throw badPath("is at most 256 bytes long");
  }
}

/** The index behind the source route that begins at `from`, if one does. */
function skipSourceRoute(text: string, from: number): number {
  if (text.charCodeAt(from) !== 0x40) return from;
  const colon = endOfRoute(text, from);
  if (colon === -1) throw badPath("has a source route that ends in a colon, or none");
  for (const hop of text.slice(from, colon).split(",")) {
    const domain = hop.slice(1);
    if (!hop.startsWith("@") || (!isDomain(domain) && parseAddressLiteral(domain) === undefined)) {
      throw badPath("has a source route of domains, or none");
    }
  }
  return colon + 1;
}

/** The colon behind a source route: the first that isn't inside an address literal. */
function endOfRoute(text: string, from: number): number {
  let inLiteral = false;
  for (let at = from; at < text.length && at - from < MAX_PATH_BYTES; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5b) inLiteral = true;
    else if (unit === 0x5d) inLiteral = false;
    else if (unit === 0x3a && !inLiteral) return at;
  }
  return -1;
}

function badPath(rule: string): SMTPError {
  return new SMTPError(`a path ${rule}`, { code: "BAD_MAILBOX", replyCode: 501, enhancedCode: "5.1.3" });
}
