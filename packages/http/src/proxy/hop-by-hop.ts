/**
 * What of a message is for the next hop only and is never handed on (RFC 9110 §7.6.1): the fields that are hop-by-hop by themselves, and those that Connection
 * names. Framing is among them: each hop frames anew.
 */

import type { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";

/** Never handed on. `Proxy` is no field at all, but what CGI makes of it is HTTP_PROXY (CVE-2016-5385). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Fields that are for every recipient, so that nobody has a reason to name them in Connection. Whoever does wants a proxy to take out what another one has put in,
 * or what a check behind it relies on.
 */
const FOR_ALL: ReadonlySet<string> = new Set([
  "authorization",
  "cache-control",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "date",
  "forwarded",
  "host",
  "location",
  "origin",
  "range",
  "referer",
  "set-cookie",
  "transfer-encoding",
  "vary",
  "via",
  "x-real-ip",
]);

const NONE: ReadonlySet<string> = new Set();

/** The options of Connection that name fields, in lower case. */
export function connectionFields(headers: Headers): ReadonlySet<string> {
  const connection = headers.get("connection");
  if (connection === undefined) return NONE;
  return new Set(parseList(connection).map((option) => option.toLowerCase()));
}

/** Whether a field of this name (in lower case) is for every recipient, whatever Connection says. */
export function isForAll(name: string): boolean {
  return FOR_ALL.has(name) || name.startsWith("x-forwarded-");
}

/** Whether a field of this name (in lower case) stays on its hop. */
export function isHopByHop(name: string, named: ReadonlySet<string>): boolean {
  return HOP_BY_HOP.has(name) || (named.has(name) && !isForAll(name));
}
