import { describe, expect, it } from "@jest/globals";
import { authoritative } from "../../../src/server/authoritative/authoritative.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { Message } from "../../../src/wire/message.js";
import { rcodeText } from "../../../src/wire/rcode.js";
import type { ResourceRecord } from "../../../src/wire/resource-record.js";
import { ZoneTable } from "../../../src/zone/zone-table.js";
import { zoneOf } from "../../zone/zone-of.js";
import { queryFor, replyOf } from "../ask.js";
import { sampleLines } from "./sample-zones.js";

const zones = new ZoneTable([zoneOf(sampleLines), zoneOf("host A 192.0.2.77\nns A 192.0.2.55\n", "sub2.example.")]);

const handlers = [authoritative(zones)];

function ask(name: string, type: string, dnssecOk?: boolean): Message {
  const edns = dnssecOk === undefined ? undefined : new EDNS({ dnssecOk });
  // Through the wire, as a client sees it.
  return Message.decode(replyOf(handlers, queryFor({ name, type, edns })).encode());
}

function shown({ rcode, aa, answer, authority, additional }: Message): unknown {
  const texts = (section: readonly ResourceRecord[]): string[] =>
    section.map((record) => String(record).replace(/ \d+ IN /, " "));
  return {
    rcode: rcodeText(rcode),
    aa,
    answer: texts(answer),
    authority: texts(authority),
    additional: texts(additional),
  };
}

const denial = ["example. SOA ns.example. hostmaster.example. 1 3600 900 604800 300"];

describe("authoritative", () => {
  it("answers with the records, in the case that was asked for", () => {
    expect(shown(ask("WEB.Example.", "A"))).toEqual({
      rcode: "NOERROR",
      aa: true,
      answer: ["web.example. A 192.0.2.80"],
      authority: [],
      additional: [],
    });
  });

  it("adds the addresses of hosts that an answer names", () => {
    expect(shown(ask("example.", "MX"))).toMatchObject({
      answer: ["example. MX 10 mail.example."],
      additional: ["mail.example. A 192.0.2.25", "mail.example. AAAA 2001:db8::25"],
    });
  });

  it("follows aliases, also into another of its zones", () => {
    expect(shown(ask("www.example.", "A"))).toMatchObject({
      answer: ["www.example. CNAME web.example.", "web.example. A 192.0.2.80"],
    });
    expect(shown(ask("other.example.", "A"))).toMatchObject({
      answer: ["other.example. CNAME host.sub2.example.", "host.sub2.example. A 192.0.2.77"],
    });
  });

  it("gives an alias itself, where that is asked for", () => {
    expect(shown(ask("www.example.", "CNAME"))).toMatchObject({ answer: ["www.example. CNAME web.example."] });
  });

  it("leaves what is elsewhere to the client", () => {
    expect(shown(ask("away.example.", "A"))).toMatchObject({
      rcode: "NOERROR",
      answer: ["away.example. CNAME www.elsewhere.test."],
      authority: [],
    });
  });

  it("ends a loop of aliases", () => {
    expect(ask("loop1.example.", "A").answer).toHaveLength(2);
  });

  it("says that a name has nothing of the type, with the SOA and its negative TTL (RFC 2308)", () => {
    const reply = ask("web.example.", "AAAA");
    expect(shown(reply)).toEqual({ rcode: "NOERROR", aa: true, answer: [], authority: denial, additional: [] });
    expect(reply.authority[0]?.ttl).toBe(300);
  });

  it("says that a name doesn't exist", () => {
    expect(shown(ask("nobody.example.", "A"))).toMatchObject({ rcode: "NXDOMAIN", aa: true, authority: denial });
  });

  it("knows that an empty non-terminal exists", () => {
    expect(shown(ask("deep.example.", "A"))).toMatchObject({ rcode: "NOERROR", answer: [], authority: denial });
  });

  it.each([
    ["b.wild.example.", "TXT", "NOERROR", ['b.wild.example. TXT "wild"']],
    ["c.b.wild.example.", "TXT", "NOERROR", ['c.b.wild.example. TXT "wild"']],
    ["b.wild.example.", "A", "NOERROR", []],
    ["a.wild.example.", "TXT", "NOERROR", []],
    ["x.a.wild.example.", "TXT", "NXDOMAIN", []],
    ["*.wild.example.", "TXT", "NOERROR", ['*.wild.example. TXT "wild"']],
    ["q.alias.example.", "A", "NOERROR", ["q.alias.example. CNAME web.example.", "web.example. A 192.0.2.80"]],
  ])("does with wildcards what RFC 4592 says: %s %s", (name, type, rcode, answer) => {
    expect(shown(ask(name, type))).toMatchObject({ rcode, answer });
  });

  it("redirects below a DNAME, with the CNAME that it means (RFC 6672)", () => {
    expect(shown(ask("x.old.example.", "A"))).toMatchObject({
      answer: ["old.example. DNAME new.example.", "x.old.example. CNAME x.new.example.", "x.new.example. A 192.0.2.11"],
    });
    expect(shown(ask("old.example.", "A"))).toMatchObject({ rcode: "NOERROR", answer: [], authority: denial });
  });

  it("answers YXDOMAIN where the redirected name would be too long", () => {
    const long = `${"a".repeat(60)}.`.repeat(4);
    const zone = new ZoneTable([zoneOf(`old DNAME ${"b".repeat(40)}.${"c".repeat(40)}.test.`)]);
    const answer = replyOf([authoritative(zone)], queryFor({ name: `${long}old.example.`.slice(-240) }));
    expect(shown(answer)).toMatchObject({ rcode: "YXDOMAIN" });
  });

  it.each(["sub.example.", "host.sub.example."])("refers to the zone below for %s, with the glue it has", (name) => {
    expect(shown(ask(name, "A"))).toEqual({
      rcode: "NOERROR",
      aa: false,
      answer: [],
      authority: ["sub.example. NS ns.sub.example.", "sub.example. NS ns.elsewhere.test."],
      additional: ["ns.sub.example. A 192.0.2.54"],
    });
  });

  it("answers for the DS of a delegated name, and sends it along a referral where DNSSEC is wanted", () => {
    expect(shown(ask("sub.example.", "DS"))).toMatchObject({
      aa: true,
      answer: [expect.stringContaining(" DS 12345 ")],
    });
    expect(ask("host.sub.example.", "A", true).authority.map(({ type }) => type)).toEqual([2, 2, 43]);
  });

  it("gives one set for ANY (RFC 8482)", () => {
    expect(ask("mail.example.", "ANY").answer).toHaveLength(1);
  });

  it("leaves names outside of its zones, and transfers, to the next handler", () => {
    expect(shown(ask("www.test.", "A"))).toMatchObject({ rcode: "REFUSED", aa: false });
    expect(shown(ask("example.", "AXFR"))).toMatchObject({ rcode: "REFUSED" });
  });
});
