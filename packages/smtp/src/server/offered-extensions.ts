import { XCLIENT_ATTRIBUTES } from "../commands/xclient.js";
import { XFORWARD_ATTRIBUTES } from "../commands/xforward.js";
import type { AnySession } from "./smtp-session.js";
import type { ServerSettings } from "./server-settings.js";

/** What bears on what a client is offered. */
export interface OfferContext {
  readonly session: AnySession;
  readonly secure: boolean;
  /** SASL mechanisms that may be used now. */
  readonly mechanisms: readonly string[];
  readonly trustsXclient: boolean;
  readonly trustsXforward: boolean;
}

/** The part of a server's settings that bears on it. */
export type OfferSettings = Pick<ServerSettings, "machine" | "tls" | "discardKeywords">;

/** The extensions that are offered, by keyword, with what stands behind it in EHLO's answer. */
export function offeredExtensions(settings: OfferSettings, context: OfferContext): ReadonlyMap<string, string> {
  const { session, secure, mechanisms } = context;
  const { maxMessageBytes } = settings.machine.limits;
  const offered = new Map<string, string>([
    ["PIPELINING", ""],
    // RFC 1870 §4: zero is no limit.
    ["SIZE", maxMessageBytes === Infinity ? "0" : String(maxMessageBytes)],
    ["8BITMIME", ""],
    ["SMTPUTF8", ""],
    ["ENHANCEDSTATUSCODES", ""],
    ["CHUNKING", ""],
  ]);
  if (session.binaryData !== undefined) offered.set("BINARYMIME", "");
  if (session.notificationsRequested !== undefined) offered.set("DSN", "");
  if (session.vrfy !== undefined) offered.set("VRFY", "");
  if (session.expn !== undefined) offered.set("EXPN", "");
  if (settings.tls !== undefined && !secure) offered.set("STARTTLS", "");
  if (mechanisms.length > 0) offered.set("AUTH", mechanisms.join(" "));
  if (context.trustsXclient) offered.set("XCLIENT", XCLIENT_ATTRIBUTES.join(" "));
  if (context.trustsXforward) offered.set("XFORWARD", XFORWARD_ATTRIBUTES.join(" "));
  for (const keyword of settings.discardKeywords) offered.delete(keyword);
  // Without BDAT a binary message can't be sent.
  if (!offered.has("CHUNKING")) offered.delete("BINARYMIME");
  return offered;
}

/** The lines of EHLO's answer, after the first. */
export function extensionLines(offered: ReadonlyMap<string, string>): string[] {
  return Array.from(offered, ([keyword, value]) => (value === "" ? keyword : `${keyword} ${value}`));
}
