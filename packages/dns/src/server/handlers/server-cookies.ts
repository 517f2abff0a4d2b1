import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type Address, formatAddress } from "@twist/core";
import { Cookie, type CookieData } from "../../wire/edns/cookie.js";
import { DNSDecodeError } from "../../wire/dns-decode-error.js";
import type { Message } from "../../wire/message.js";
import { Rcode } from "../../wire/rcode.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";
import { thenAnswer } from "../then-answer.js";

/** How cookies are given out. */
export interface ServerCookiesOptions {
  /** Servers that answer for one address share it. 16 bytes or more. @default made at random */
  readonly secret?: Uint8Array;
  /**
   * Whether a client by UDP that has no good cookie of ours yet is told BADCOOKIE, and gets one, in the place of its answer
   * (RFC 7873 §5.2.3). Clients without cookies are answered in any case. @default false
   */
  readonly required?: boolean;
}

/** Seconds that a cookie is good for, and by how much its time may lie ahead of ours (RFC 9018 §4.3). */
const maxAgeSeconds = 3600;
const maxAheadSeconds = 300;
/** A good cookie that is older is replaced by a new one (RFC 9018 §4.3). */
const freshSeconds = 1800;
const version = 1;
const clientBytes = 8;
const serverBytes = 16;

/**
 * DNS cookies (RFC 7873, laid out as in RFC 9018 §4.2): who has one has received something from us at its address, so its query isn't
 * forged. A malformed one is FORMERR. The keyed hash is HMAC-SHA-256, cut off, where RFC 9018 has SipHash, which Node doesn't offer: the
 * cookies of other programs with the same secret aren't known here.
 *
 * @throws {RangeError} for a secret of under 16 bytes.
 */
export function serverCookies({ secret = randomBytes(16), required = false }: ServerCookiesOptions = {}): DNSHandler {
  if (secret.length < 16) throw new RangeError("a secret for cookies has 16 bytes or more");
  const key = Buffer.from(secret);
  return (query, next) => {
    const { edns } = query.message;
    if (edns?.has(Cookie) !== true) return next(query);
    let cookie: CookieData | undefined;
    try {
      cookie = edns.get(Cookie);
    } catch (error) {
      if (error instanceof DNSDecodeError) return query.message.reply({ rcode: Rcode.FORMERR });
      throw error;
    }
    if (cookie === undefined) return next(query);
    const { client, server } = cookie;
    const now = Math.floor(query.clock.wallTime() / 1000);
    const good = isGood(key, query.peer, cookie, now);
    if (good) query.isPeerProven = true;
    const kept = good && server !== undefined && ageOf(server, now) <= freshSeconds ? server : undefined;
    const answer =
      good || !required || query.transport !== "udp" ? next(query) : query.message.reply({ rcode: Rcode.BADCOOKIE });
    // A new one only where there is an answer that it goes along with.
    return thenAnswer(answer, (reply) =>
      withCookie(reply, query, { client, server: kept ?? makeCookie(key, query.peer, client, now) }),
    );
  };
}

function withCookie(reply: Message, query: DNSQuery, cookie: CookieData): Message {
  reply.edns ??= query.message.reply().edns;
  reply.edns?.set(Cookie, cookie);
  return reply;
}

/** Version, three bytes that are reserved, the time, and the keyed hash. */
function makeCookie(key: Buffer, peer: Address, client: Buffer, seconds: number): Buffer {
  const cookie = Buffer.alloc(serverBytes);
  cookie[0] = version;
  cookie.writeUInt32BE(seconds >>> 0, 4);
  hash(key, peer, client, cookie).copy(cookie, 8);
  return cookie;
}

function isGood(key: Buffer, peer: Address, { client, server }: CookieData, now: number): boolean {
  if (client.length !== clientBytes || server?.length !== serverBytes || server[0] !== version) return false;
  const age = ageOf(server, now);
  if (age > maxAgeSeconds || age < -maxAheadSeconds) return false;
  return timingSafeEqual(hash(key, peer, client, server), server.subarray(8));
}

/** Seconds since a cookie was made, in serial number arithmetic. */
function ageOf(server: Buffer, now: number): number {
  return (now - server.readUInt32BE(4)) | 0;
}

function hash(key: Buffer, peer: Address, client: Buffer, server: Buffer): Buffer {
  const address = "host" in peer ? peer.host : formatAddress(peer);
  return createHmac("sha256", key).update(client).update(server.subarray(0, 8)).update(address).digest().subarray(0, 8);
}
