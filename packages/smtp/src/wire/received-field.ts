/**
 * The `Received` field that a server puts before each message (RFC 5321 §4.4):
 *
 *     Received: from client.example (name.example [192.0.2.1])
 *         by mail.example with ESMTPS id 3f1c
 *         for <user@example.com>; Sat, 21 Nov 2026 14:28:18 +0000
 */

import { assertNoLineBreaks } from "@twist/core/wire";

/** What a `Received` field says. */
export interface ReceivedFieldInit {
  /** The client's name, as it said. */
  readonly from: string;
  /** The client's IP address. @default none is shown */
  readonly address?: string | undefined;
  /** The name of that address, where it was looked up. @default none is shown */
  readonly addressName?: string | undefined;
  /** The server's name. */
  readonly by: string;
  /** @see receivedProtocol */
  readonly protocol: string;
  readonly id: string;
  /** The recipient, where there is only one: more would tell each of the others. @default none is shown */
  readonly recipient?: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly wallTime: number;
}

/** What the token for the protocol is made of. */
export interface ReceivedProtocolInit {
  readonly dialect: "SMTP" | "LMTP";
  /** Whether the client said EHLO. */
  readonly extended: boolean;
  readonly secure: boolean;
  readonly authenticated: boolean;
  readonly smtpUTF8: boolean;
}

/** The token for the protocol: SMTP, ESMTP, ESMTPSA, LMTPS, … (RFC 3848), UTF8SMTP, UTF8SMTPSA, UTF8LMTP, … (RFC 6531 §4.3). */
export function receivedProtocol({ dialect, extended, secure, authenticated, smtpUTF8 }: ReceivedProtocolInit): string {
  if (!extended) return dialect;
  const name = smtpUTF8 ? `UTF8${dialect}` : dialect === "SMTP" ? "ESMTP" : dialect;
  return name + (secure ? "S" : "") + (authenticated ? "A" : "");
}

/** The field, with its CRLF. @throws {InvalidTokenError} where a part of it would break it. */
export function formatReceivedField(init: ReceivedFieldInit): string {
  const { from, address, addressName, by, protocol, id, recipient, wallTime } = init;
  const literal = address === undefined ? undefined : address.includes(":") ? `[IPv6:${address}]` : `[${address}]`;
  const network = [addressName, literal].filter((part) => part !== undefined).join(" ");
  const parts = [
    `Received: from ${from}${network === "" ? "" : ` (${network})`}`,
    ` by ${by} with ${protocol} id ${id}`,
    `${recipient === undefined ? "" : ` for <${recipient}>`}; ${formatDate(wallTime)}`,
  ];
  for (const part of parts) assertNoLineBreaks(part, "Received");
  const [first = "", second = "", last = ""] = parts;
  return `${first}\r\n\t${second.slice(1)}${recipient === undefined ? "" : "\r\n\t"}${recipient === undefined ? last : last.slice(1)}\r\n`;
}

/** A date as in RFC 5322 §3.3, in UTC. */
function formatDate(wallTime: number): string {
  return new Date(wallTime).toUTCString().replace("GMT", "+0000");
}
