import { matchPrefix } from "./match-prefix.js";

/**
 * Registered methods (RFC 9110 §16.1.1), each with the first byte of a target that it may have (RFC 9112 §3.2). The target is looked
 * at because RTSP and SIP have an OPTIONS too; methods that nobody registered are not matched, since many a text protocol begins
 * with a word and a space.
 */
const methods = [
  ...[
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "COPY",
    "DELETE",
    "GET",
    "HEAD",
    "LABEL",
    "LINK",
    "LOCK",
  ],
  ...["MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKWORKSPACE", "MOVE", "OPTIONS", "ORDERPATCH", "PATCH", "POST"],
  ...["PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK"],
  ...["UNLOCK", "UPDATE", "VERSION-CONTROL"],
];

const beginsRequest = matchPrefix(
  ...methods.flatMap((method) => ["/", "http:", "https:"].map((target) => `${method} ${target}`)),
  "OPTIONS * HTTP/1.",
  "CONNECT ",
);

/** Matches an HTTP/1 request that begins with a registered method. */
export function matchHTTP1(bytes: Buffer): "yes" | "no" | "more" {
  return beginsRequest(bytes);
}
