import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { Clock, RecordedDatagramPort } from "@twist/core/testing";
import { signZone } from "../../src/dnssec/signing/sign-zone.js";
import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { DNSDatagramServer } from "../../src/server/dns-datagram-server.js";
import type { DNSHandler } from "../../src/server/dns-handler.js";
import { responseRateLimit } from "../../src/server/handlers/response-rate-limit.js";
import { serverCookies } from "../../src/server/handlers/server-cookies.js";
import { typeCode } from "../../src/records/type-codes.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { signTSIGRequest } from "../../src/tsig/sign-tsig-request.js";
import { Cookie } from "../../src/wire/edns/cookie.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { parseZone } from "../../src/zone-file/parse-zone.js";
import { Zone } from "../../src/zone/zone.js";
import { ZoneTable } from "../../src/zone/zone-table.js";

const text = Array.from({ length: 4 }, () => `"${"x".repeat(250)}"`).join(" ");
const records = parseZone(`
$ORIGIN example.
$TTL 300
@      SOA   ns hostmaster 1 3600 900 1209600 300
@      NS    ns
@      TXT   ${text}
ns     A     192.0.2.53
*.wild TXT   ${text}
alias  CNAME a.wild
sub    NS    ns.sub
ns.sub AAAA  2001:db8::53
`);
const unsigned = Zone.fromRecords(Name.fromText("example."), records);
const zone = signZone(unsigned, [SigningKey.generate("example.")], { nowMs: 946_684_800_000 });

/** What one name server sends to a victim whose address is in all queries, over ten seconds. */
class Meter {
  received = 0;
  sent = 0;
  readonly #clock = new Clock();
  readonly #port: RecordedDatagramPort;

  constructor(handlers: readonly DNSHandler[]) {
    const server = new DNSDatagramServer({ handlers });
    this.#port = new RecordedDatagramPort(server, ipAddress("udp", "192.0.2.53", 53), this.#clock);
  }

  /** 10,000 queries. @returns how many bytes went to the victim for each that the attacker sent */
  flood(queryOf: (i: number) => Buffer): number {
    for (let i = 0; i < 10_000; i++) {
      const query = queryOf(i);
      this.received += query.length;
      this.#port.sent = [];
      this.#port.deliver(query, ipAddress("udp", `198.51.100.${String(i % 250)}`, 5300));
      for (const { data } of this.#port.sent) this.sent += data.length;
      this.#clock.advance(1);
    }
    return this.sent / this.received;
  }
}

const zones = new ZoneTable([zone]);
const guarded = (): Meter => new Meter([serverCookies(), responseRateLimit(), authoritative(zones)]);

function query(name: string, type: string): Buffer {
  const edns = new EDNS({ dnssecOk: true, udpPayloadBytes: 4096 });
  return Message.query(name, typeCode(type) ?? 0, { edns }).encode();
}

const floods: [string, (i: number) => Buffer][] = [
  ["for one large record", () => query("example.", "TXT")],
  ["for ANY", () => query("example.", "ANY")],
  ["for keys", () => query("example.", "DNSKEY")],
  ["for names that a wildcard stands for (random subdomains)", (i) => query(`a${String(i)}.wild.example.`, "TXT")],
  ["for an alias of such a name", (i) => query(i % 2 === 0 ? "alias.example." : "ALIAS.example.", "TXT")],
  ["for names that don't exist (random subdomains)", (i) => query(`a${String(i)}.example.`, "A")],
  ["for types that an alias doesn't have", (i) => query("alias.example.", `TYPE${String(1000 + i)}`)],
  ["for types that don't exist", (i) => query("ns.example.", `TYPE${String(1000 + i)}`)],
  ["for names of a delegation", (i) => query(`a${String(i)}.sub.example.`, "A")],
  [
    "with false cookies",
    (i) => {
      const edns = new EDNS({ dnssecOk: true, udpPayloadBytes: 4096 });
      edns.add(Cookie, { client: Buffer.alloc(8, i), server: Buffer.alloc(16, 1) });
      return Message.query("example.", 16, { edns }).encode();
    },
  ],
];

describe("a server that strangers reach by UDP (amplification)", () => {
  it.each(floods)("sends a victim no more than the rate lets through, in a flood %s", (_what, queryOf) => {
    const meter = guarded();
    meter.flood(queryOf);
    // 20 a second and 100 at once; of the others each second one goes out truncated, no larger than its query.
    expect(meter.sent).toBeLessThan((20 * 10 + 100) * 1232 + meter.received / 2);
  });

  it("would send several times as much without the limit: the meter measures something", () => {
    const [[, queryOf] = [undefined, () => Buffer.alloc(0)]] = floods;
    expect(new Meter([authoritative(zones)]).flood(queryOf)).toBeGreaterThan(10);
  });

  it.each<[string, Buffer]>([
    ["that is cut short", query("example.", "TXT").subarray(0, 20)],
    ["without a question", new Message().encode()],
    [
      "with an EDNS version that there isn't",
      Message.query("example.", 16, { edns: new EDNS({ version: 1 }) }).encode(),
    ],
    ["for a zone that isn't here", query("example.net.", "TXT")],
    ["for a zone transfer", query("example.", "AXFR")],
    ["with a key that isn't known", forged()],
  ])("answers a query %s with no more bytes than that has, however often", (_what, bytes) => {
    expect(guarded().flood(() => bytes)).toBeLessThanOrEqual(1);
  });
});

function forged(): Buffer {
  const key = new TSIGKey({ name: "nobody.", secret: "c2VjcmV0IHNlY3JldA==" });
  return signTSIGRequest(Message.query("example.", 16).encode(), key, 0).bytes;
}
