import type { StartTLSOptions } from "@twist/core";
import { XCLIENT_ATTRIBUTES } from "../commands/xclient.js";
import { XFORWARD_ATTRIBUTES } from "../commands/xforward.js";
import type { ServerMachineOptions } from "../machine/server-machine-options.js";
import type { AnySession } from "./smtp-session.js";

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
export interface OfferSettings {
  readonly machine: ServerMachineOptions;
  readonly tls: StartTLSOptions | undefined;
  readonly discardKeywords: ReadonlySet<string>;
}

/** What a client is told after EHLO. */
export interface Offer {
  readonly keywords: ReadonlySet<string>;
  /** The lines of EHLO's answer, after the first. */
  readonly lines: readonly string[];
}

/** The offers of a server. Few clients differ from each other in what they may have, so each offer is made once. */
export class OfferedExtensions {
  readonly #settings: OfferSettings;
  readonly #made = new Map<string, Offer>();

  constructor(settings: OfferSettings) {
    this.#settings = settings;
  }

  /** What this client is offered. */
  for(context: OfferContext): Offer {
    const key = keyOf(context);
    let offer = this.#made.get(key);
    if (offer === undefined) {
      const extensions = offeredExtensions(this.#settings, context);
      const lines = Array.from(extensions, ([keyword, value]) => (value === "" ? keyword : `${keyword} ${value}`));
      offer = { keywords: new Set(extensions.keys()), lines };
      this.#made.set(key, offer);
    }
    return offer;
  }
}

/** All that `offeredExtensions` looks at. Nothing in it is a client's own words, so that there are but few. */
function keyOf({ session, secure, mechanisms, trustsXclient, trustsXforward }: OfferContext): string {
  const flags =
    (session.binaryData === undefined ? 0 : 1) |
    (session.notificationsRequested === undefined ? 0 : 2) |
    (session.vrfy === undefined ? 0 : 4) |
    (session.expn === undefined ? 0 : 8) |
    (secure ? 16 : 0) |
    (trustsXclient ? 32 : 0) |
    (trustsXforward ? 64 : 0);
  return mechanisms.length === 0 ? String(flags) : `${String(flags)} ${mechanisms.join(" ")}`;
}

/** The extensions that are offered, by keyword, with what stands behind it in EHLO's answer. */
function offeredExtensions(settings: OfferSettings, context: OfferContext): ReadonlyMap<string, string> {
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
