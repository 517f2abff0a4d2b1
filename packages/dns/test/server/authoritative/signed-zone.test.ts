import { describe, expect, it } from "@jest/globals";
import { NSEC3 } from "../../../src/records/nsec3.js";
import { NSEC3PARAM } from "../../../src/records/nsec3param.js";
import { authoritative } from "../../../src/server/authoritative/authoritative.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { Message } from "../../../src/wire/message.js";
import { rcodeText } from "../../../src/wire/rcode.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { Zone } from "../../../src/zone/zone.js";
import { ZoneTable } from "../../../src/zone/zone-table.js";
import { signZone } from "../../../src/dnssec/signing/sign-zone.js";
import { exampleKey, nowMs, rfc5155, signedExample } from "../../dnssec/example-zone.js";
import { zoneOf } from "../../zone/zone-of.js";
import { answerOf, queryFor } from "../ask.js";

const nsec = signedExample();
const nsec3 = signedExample({ denial: rfc5155 });

function ask(zone: Zone, name: string, type: string, dnssecOk = true): Message {
  const answer = answerOf(
    [authoritative(new ZoneTable([zone]))],
    queryFor({ name, type, edns: new EDNS({ dnssecOk }) }),
  );
  if (answer === undefined) throw new Error("no answer");
  return Message.decode(answer.encode());
}

/** `owner TYPE` of each record; of a signature `owner ~TYPE`. */
function brief(section: readonly ResourceRecord[]): string[] {
  return section.map((record) => {
    const text = String(record);
    const [owner = "", , , type = "", covered = ""] = text.split(" ");
    const label = /^[0-9A-Va-v]{32}\./.test(owner) ? owner.slice(0, 6).toLowerCase() : owner;
    return type === "RRSIG" ? `${label} ~${covered}` : `${label} ${type}`;
  });
}

function shown({ rcode, aa, answer, authority }: Message): unknown {
  return [rcodeText(rcode), aa, brief(answer), brief(authority)];
}

const signed = (...sets: readonly string[]): string[] => sets.flatMap((set) => [set, set.replace(" ", " ~")]);

describe("a zone with NSEC answers as RFC 4035 appendix B does", () => {
  it.each([
    ["§B.1 an answer", "x.w.example.", "MX", "NOERROR", ["x.w.example. MX"], []],
    ["§B.2 a name error", "ml.example.", "A", "NXDOMAIN", [], ["example. SOA", "c.example. NSEC", "example. NSEC"]],
    ["§B.3 no data", "ns1.example.", "MX", "NOERROR", [], ["example. SOA", "ns1.example. NSEC"]],
    ["§B.6 a wildcard", "a.z.w.example.", "MX", "NOERROR", ["a.z.w.example. MX"], ["x.y.w.example. NSEC"]],
    [
      "§B.7 a wildcard without data",
      "a.z.w.example.",
      "AAAA",
      "NOERROR",
      [],
      ["example. SOA", "*.w.example. NSEC", "x.y.w.example. NSEC"],
    ],
    ["§B.8 no DS at the top", "example.", "DS", "NOERROR", [], ["example. SOA", "example. NSEC"]],
    ["an empty non-terminal", "y.w.example.", "A", "NOERROR", [], ["example. SOA", "x.w.example. NSEC"]],
    [
      "one record that proves both",
      "a.example.zz.example.",
      "A",
      "NXDOMAIN",
      [],
      ["example. SOA", "xx.example. NSEC", "example. NSEC"],
    ],
    ["no DS of an unsigned delegation", "b.example.", "DS", "NOERROR", [], ["example. SOA", "b.example. NSEC"]],
  ])("%s", (_what, name, type, rcode, answer, authority) => {
    expect(shown(ask(nsec, name, type))).toEqual([rcode, true, signed(...answer), signed(...authority)]);
  });

  it("§B.4 a referral to a signed zone", () => {
    const response = ask(nsec, "mc.a.example.", "MX");
    expect(shown(response)).toEqual([
      "NOERROR",
      false,
      [],
      ["a.example. NS", "a.example. NS", ...signed("a.example. DS")],
    ]);
  });

  it("§B.5 a referral to an unsigned zone", () => {
    expect(shown(ask(nsec, "mc.b.example.", "MX"))).toEqual([
      "NOERROR",
      false,
      [],
      ["b.example. NS", ...signed("b.example. NSEC")],
    ]);
  });
});

describe("a zone with NSEC3 answers as RFC 5155 appendix B does", () => {
  it.each([
    ["§B.1 a name error", "a.c.x.w.example.", "A", "NXDOMAIN", [], ["b4um86 NSEC3", "0p9mha NSEC3", "35mthg NSEC3"]],
    ["§B.2 no data", "ns1.example.", "MX", "NOERROR", [], ["2t7b4g NSEC3"]],
    ["§B.2.1 an empty non-terminal", "y.w.example.", "A", "NOERROR", [], ["ji6neo NSEC3"]],
    [
      "§B.5 a wildcard without data",
      "a.z.w.example.",
      "AAAA",
      "NOERROR",
      [],
      ["k8udem NSEC3", "q04jkc NSEC3", "r53bq7 NSEC3"],
    ],
    ["§B.6 no DS at the top", "example.", "DS", "NOERROR", [], ["0p9mha NSEC3"]],
    ["no DS of a delegation that is left out", "c.example.", "DS", "NOERROR", [], ["0p9mha NSEC3", "35mthg NSEC3"]],
  ])("%s", (_what, name, type, rcode, answer, proofs) => {
    expect(shown(ask(nsec3, name, type))).toEqual([rcode, true, signed(...answer), signed("example. SOA", ...proofs)]);
  });

  it("§B.3 a referral to an unsigned zone that is left out of the chain", () => {
    const proofs = signed("0p9mha NSEC3", "35mthg NSEC3");
    expect(shown(ask(nsec3, "mc.c.example.", "MX"))).toEqual(["NOERROR", false, [], ["c.example. NS", ...proofs]]);
  });

  it("§B.4 a wildcard", () => {
    expect(shown(ask(nsec3, "a.z.w.example.", "MX"))).toEqual([
      "NOERROR",
      true,
      signed("a.z.w.example. MX"),
      signed("q04jkc NSEC3"),
    ]);
  });

  it("proves that there is no name below an empty one that is left out of the chain", () => {
    const zone = signedExample({ denial: rfc5155 }, "x.y.left NS ns1\n");
    const response = ask(zone, "q.left.example.", "A");
    // The nearest name above that has a record is the top; its wildcard has to be denied, and so has "left".
    const proofs = ["0p9mha NSEC3", "35mthg NSEC3", "gjeqe5 NSEC3"];
    expect(shown(response)).toEqual(["NXDOMAIN", true, [], signed("example. SOA", ...proofs)]);
  });

  it("finds no name of the chain itself", () => {
    expect(rcodeText(ask(nsec3, "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.", "NSEC3").rcode)).toBe("NXDOMAIN");
  });
});

describe("a zone whose NSEC3 iterations are many", () => {
  /** The zone, as another signer might have made it. */
  function withIterations(iterations: number): Zone {
    const changed = Array.from(nsec3.records(), (record) => {
      const { name, ttl } = record;
      if (record.is(NSEC3PARAM)) {
        return new ResourceRecord({ name, ttl, type: NSEC3PARAM, data: { ...record.data, iterations } });
      }
      return record.is(NSEC3)
        ? new ResourceRecord({ name, ttl, type: NSEC3, data: { ...record.data, iterations } })
        : record;
    });
    return Zone.fromRecords(nsec3.origin, changed);
  }

  it.each([
    [500, true],
    [501, false],
    [65_535, false],
  ])("is denied from with %d: %s (CVE-2023-50868)", (iterations, expected) => {
    const { rcode, authority } = ask(withIterations(iterations), "ml.example.", "A");
    expect([rcodeText(rcode), authority.some((record) => record.is(NSEC3))]).toEqual(["NXDOMAIN", expected]);
  });
});

describe("a signed zone", () => {
  it("answers those who don't ask for DNSSEC without any of it", () => {
    for (const zone of [nsec, nsec3]) {
      expect(shown(ask(zone, "ml.example.", "A", false))).toEqual(["NXDOMAIN", true, [], ["example. SOA"]]);
      expect(shown(ask(zone, "a.z.w.example.", "MX", false))).toEqual(["NOERROR", true, ["a.z.w.example. MX"], []]);
      expect(shown(ask(zone, "mc.b.example.", "MX", false))).toEqual(["NOERROR", false, [], ["b.example. NS"]]);
    }
  });

  it("gives the signatures of one set to those who ask for signatures", () => {
    expect(shown(ask(nsec, "ns1.example.", "RRSIG"))).toEqual(["NOERROR", true, ["ns1.example. ~A"], []]);
    expect(shown(ask(nsec, "q.w.example.", "RRSIG"))).toEqual(["NOERROR", true, ["q.w.example. ~MX"], []]);
    expect(shown(ask(nsec, "b.example.", "NSEC"))).toEqual([
      "NOERROR",
      false,
      [],
      ["b.example. NS", ...signed("b.example. NSEC")],
    ]);
  });

  it("proves each step of a chain of aliases", () => {
    const zone = signedExample({}, "*.alias CNAME nowhere\nold DNAME w\n");
    expect(shown(ask(zone, "1.alias.example.", "A"))).toEqual([
      "NXDOMAIN",
      true,
      signed("1.alias.example. CNAME"),
      signed("example. SOA", "*.alias.example. NSEC", "c.example. NSEC", "example. NSEC"),
    ]);
    expect(shown(ask(zone, "q.old.example.", "MX"))).toEqual([
      "NOERROR",
      true,
      [...signed("old.example. DNAME"), "q.old.example. CNAME", ...signed("q.w.example. MX")],
      signed("*.w.example. NSEC"),
    ]);
  });

  it("lets nobody cache a denial, or its signature, for longer than the zone says", () => {
    const zone = signZone(zoneOf("www A 192.0.2.1\n"), [exampleKey], { nowMs });
    expect([zone.soa.ttl, zone.soa.data.minimum]).toEqual([3600, 300]);
    expect(ask(zone, "ml.example.", "A").authority.map(({ ttl }) => ttl)).toEqual([300, 300, 300, 300]);
  });
});
