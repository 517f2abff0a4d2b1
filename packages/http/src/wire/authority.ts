import { COLON, DIGIT_0, hexValue, isRegNameOctet } from "./octets.js";

/** A host and, where one was given, a port. */
export interface Authority {
  /** The host as it was sent; an IPv6 address has its brackets. */
  readonly host: string;
  /** The port, `undefined` where none was given. */
  readonly port: number | undefined;
}

/**
 * RFC 9110 §7.2 and RFC 3986 §3.2.2, without userinfo, which has no place in a Host or in an http target (RFC 9110 §4.2.4):
 *
 *     Host       = uri-host [ ":" port ]
 *     uri-host   = IP-literal / IPv4address / reg-name
 *     IP-literal = "[" ( IPv6address / IPvFuture ) "]"
 *
 * The host must not be empty. An IP-literal is checked for its characters, not for being a reachable address.
 * @returns `undefined` where `text` isn't an authority.
 */
export function parseAuthority(text: string): Authority | undefined {
  const hostEnd = text.startsWith("[") ? ipLiteralEnd(text) : regNameEnd(text);
  if (hostEnd <= 0) return undefined;
  if (hostEnd === text.length) return { host: text, port: undefined };
  if (text.charCodeAt(hostEnd) !== COLON) return undefined;
  const host = text.substring(0, hostEnd);
  // RFC 3986 §3.2.3 allows an empty port: it means the default one.
  if (hostEnd + 1 === text.length) return { host, port: undefined };
  const port = parsePort(text, hostEnd + 1);
  return port < 0 ? undefined : { host, port };
}

/** The authority that was found valid last: the next request nearly always names the same. */
let lastAuthority = "";

/** Whether `text` is an authority. Allocates nothing. */
export function isAuthority(text: string): boolean {
  if (text === lastAuthority) return text !== "";
  const valid = hasAuthoritySyntax(text);
  if (valid) lastAuthority = text;
  return valid;
}

function hasAuthoritySyntax(text: string): boolean {
  const hostEnd = text.startsWith("[") ? ipLiteralEnd(text) : regNameEnd(text);
  if (hostEnd <= 0) return false;
  if (hostEnd >= text.length - 1) return hostEnd === text.length || text.charCodeAt(hostEnd) === COLON;
  return text.charCodeAt(hostEnd) === COLON && parsePort(text, hostEnd + 1) >= 0;
}

function regNameEnd(text: string): number {
  let i = 0;
  while (i < text.length && isRegNameOctet(text.charCodeAt(i))) i++;
  return i;
}

/** @returns the index after the "]", or -1. */
function ipLiteralEnd(text: string): number {
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5d) return i > 2 ? i + 1 : -1;
    const fits =
      code === COLON || code === 0x2e || hexValue(code) < 16 || (i === 1 && (code === 0x76 || code === 0x56));
    if (!fits) return -1;
  }
  return -1;
}

/** @returns the port, or -1 where what follows `start` isn't one. */
function parsePort(text: string, start: number): number {
  let port = 0;
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) return -1;
    port = port * 10 + digit;
    if (port > 65_535) return -1;
  }
  return port;
}
