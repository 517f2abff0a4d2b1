import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { applyUpdate } from "../../src/update/apply-update.js";
import { DNSUpdate } from "../../src/update/dns-update.js";
import { isWithinLimits, stepOf } from "../../src/update/drafted-zone.js";
import { prescanUpdate } from "../../src/update/prescan-update.js";
import { DEFAULT_UPDATE_LIMITS } from "../../src/update/update-limits.js";
import { ZoneDraft } from "../../src/update/zone-draft.js";
import { applyDifference } from "../../src/transfer/apply-difference.js";
import { Message } from "../../src/wire/message.js";
import { rcodeText } from "../../src/wire/rcode.js";
import { RecordClass } from "../../src/wire/record-class.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import type { Zone } from "../../src/zone/zone.js";
import { version } from "../transfer/versions.js";
import { texts } from "../transfer/serve.js";

const zone = version(
  7,
  "@ NS ns2\nns2 A 192.0.2.2\nwww 300 A 192.0.2.80\nwww 300 A 192.0.2.81\nwww TXT x\nalias CNAME www\nd.e.f A 192.0.2.3",
);

function onWire(build: (update: DNSUpdate) => DNSUpdate): ResourceRecord[] {
  return Message.decode(build(new DNSUpdate("example.")).toMessage().encode()).authority;
}

/** What an update takes out and puts in, the SOA left out, and the new serial. */
function make(build: (update: DNSUpdate) => DNSUpdate) {
  const updates = onWire(build);
  expect(rcodeText(prescanUpdate(zone, updates))).toBe("NOERROR");
  const draft = new ZoneDraft(zone);
  applyUpdate(draft, updates);
  const step = stepOf(draft, undefined);
  if (step === undefined) return { serial: zone.serial, removed: [], added: [] };
  expect(texts(applyDifference(zone, step.difference).records())).toEqual(texts(step.zone.records()));
  return { serial: step.zone.serial, removed: texts(step.difference.removed), added: texts(step.difference.added) };
}

const nothing = { serial: 7, removed: [], added: [] };

describe("an update (RFC 2136 §3.4.2)", () => {
  it("adds a record, and raises the serial", () => {
    expect(make((update) => update.add("ftp 60 A 192.0.2.9"))).toEqual({
      serial: 8,
      removed: [],
      added: ["ftp.example. 60 IN A 192.0.2.9"],
    });
  });

  it.each<[string, (update: DNSUpdate) => DNSUpdate]>([
    ["adds what is there", (update) => update.add("www 300 A 192.0.2.80")],
    ["removes what isn't there", (update) => update.delete("www A 192.0.2.99").deleteSet("ftp", "A").deleteName("b")],
    ["adds and removes the same", (update) => update.add("ftp 60 A 192.0.2.9").delete("ftp A 192.0.2.9")],
    ["adds a CNAME beside other records", (update) => update.add("www 60 CNAME ftp")],
    ["adds something beside a CNAME", (update) => update.add("alias 60 A 192.0.2.9")],
    ["adds an older SOA", (update) => update.add("@ SOA ns hostmaster 6 1 1 1 1".replace("@", "@ 60"))],
    ["adds an SOA of the same serial", (update) => update.add("@ 60 SOA ns hostmaster 7 1 1 1 1")],
    ["adds an SOA below the top", (update) => update.add("www 60 SOA ns hostmaster 70 1 1 1 1")],
    ["removes the SOA", (update) => update.deleteSet("@", "SOA").delete(zone.soa)],
    ["removes all NS records of the top", (update) => update.deleteSet("@", "NS")],
    ["removes all of the top, which has nothing but SOA and NS", (update) => update.deleteName("@")],
    ["is empty", (update) => update],
  ])("changes nothing where it %s", (_what, build) => {
    expect(make(build)).toEqual(nothing);
  });

  it("gives a whole set the TTL of what is added (RFC 2181 §5.2)", () => {
    expect(make((update) => update.add("www 60 A 192.0.2.82"))).toEqual({
      serial: 8,
      removed: ["www.example. 300 IN A 192.0.2.80", "www.example. 300 IN A 192.0.2.81"],
      added: ["www.example. 60 IN A 192.0.2.80", "www.example. 60 IN A 192.0.2.81", "www.example. 60 IN A 192.0.2.82"],
    });
  });

  it("replaces a CNAME", () => {
    expect(make((update) => update.add("alias 60 CNAME ftp"))).toEqual({
      serial: 8,
      removed: ["alias.example. 3600 IN CNAME www.example."],
      added: ["alias.example. 60 IN CNAME ftp.example."],
    });
  });

  it("takes a newer SOA, with its serial", () => {
    const { serial, removed, added } = make((update) => update.add("@ 60 SOA ns admin 2026112101 1 2 3 4"));
    expect({ serial, removed, added }).toEqual({ serial: 2026112101, removed: [], added: [] });
  });

  it("removes one record, a set, or all of a name", () => {
    expect(make((update) => update.delete("WWW A 192.0.2.80")).removed).toEqual(["www.example. 300 IN A 192.0.2.80"]);
    expect(make((update) => update.deleteSet("www", "A")).removed).toHaveLength(2);
    expect(make((update) => update.deleteName("www")).removed).toHaveLength(3);
    expect(make((update) => update.deleteName("d.e.f")).removed).toEqual(["d.e.f.example. 3600 IN A 192.0.2.3"]);
  });

  it("leaves one NS record of the top", () => {
    expect(make((update) => update.delete("@ NS ns", "@ NS ns2")).removed).toEqual(["example. 3600 IN NS ns.example."]);
  });

  it("is made in its order", () => {
    const { removed, added } = make((update) =>
      update.deleteName("www").add("www 60 A 192.0.2.1").delete("www A 192.0.2.1").add("www 60 CNAME ftp"),
    );
    expect([removed.length, added]).toEqual([3, ["www.example. 60 IN CNAME ftp.example."]]);
  });

  it("raises the serial over 2^32 - 1 to 1", () => {
    const last = version(0xffff_ffff);
    const draft = new ZoneDraft(last);
    applyUpdate(
      draft,
      onWire((update) => update.add("ftp 60 A 192.0.2.9")),
    );
    expect(stepOf(draft, undefined)?.zone.serial).toBe(1);
  });
});

describe("a flood of changes to one name, as many as one message holds", () => {
  let written = 0;
  const counted: typeof A = {
    ...A,
    write(data, writer) {
      written += 1;
      A.write(data, writer);
    },
  };

  function flood(count: number): ResourceRecord[] {
    return Array.from({ length: count }, (_, i) => {
      const address = `10.0.${String(i >>> 8)}.${String(i & 255)}`;
      return new ResourceRecord({ name: "www.example.", type: counted, ttl: i, data: { address } });
    });
  }

  /** How often the data of a record are looked at. */
  function work(zoneOf: Zone, updates: readonly ResourceRecord[]): number {
    const draft = new ZoneDraft(zoneOf);
    written = 0;
    applyUpdate(draft, updates);
    expect(isWithinLimits(draft, DEFAULT_UPDATE_LIMITS)).toBe(updates[0]?.class !== 1);
    return written;
  }

  it("takes time in proportion to it", () => {
    const records = flood(4000);
    expect(work(zone, records)).toBeLessThanOrEqual(2 * records.length);
    const full = zone.with({ removed: [], added: records });
    const deletions = records.map((record) => record.with({ class: RecordClass.NONE, ttl: 0 }));
    expect(work(full, deletions)).toBeLessThanOrEqual(3 * records.length);
  });
});

describe("the prescan of an update (RFC 2136 §3.4.1.3)", () => {
  function prescan(build: (update: DNSUpdate) => DNSUpdate, change = (record: ResourceRecord) => record): string {
    const message = build(new DNSUpdate("example.")).toMessage();
    message.authority = message.authority.map(change);
    return rcodeText(prescanUpdate(zone, Message.decode(message.encode()).authority));
  }

  it("says NOTZONE for a name that isn't in the zone", () => {
    expect(prescan((update) => update.add("example.net. 60 A 192.0.2.1"))).toBe("NOTZONE");
  });

  it.each<[string, (update: DNSUpdate) => DNSUpdate, (record: ResourceRecord) => ResourceRecord]>([
    ["removes a set with a TTL", (update) => update.deleteSet("www", "A"), (record) => record.with({ ttl: 1 })],
    ["removes a set with data", (update) => update.delete("www A 192.0.2.1"), (record) => record.with({ class: 255 })],
    ["removes a record with a TTL", (update) => update.delete("www A 192.0.2.1"), (record) => record.with({ ttl: 1 })],
    ["removes all types by class NONE", (update) => update.deleteName("www"), (record) => record.with({ class: 254 })],
    ["adds the type ANY", (update) => update.deleteName("www"), (record) => record.with({ class: 1 })],
    [
      "has a record of another class",
      (update) => update.add("www 0 A 192.0.2.1"),
      (record) => record.with({ class: 3 }),
    ],
    ["removes AXFR", (update) => update.deleteSet("www", "TYPE252"), (record) => record],
    ["removes OPT", (update) => update.deleteSet("www", "TYPE128"), (record) => record],
  ])("says FORMERR where it %s", (_what, build, change) => {
    expect(prescan(build, change)).toBe("FORMERR");
  });

  it.each([
    ["adds a record without data", 1],
    ["removes a record without data", 254],
  ])("can't read one that %s", (_what, recordClass) => {
    expect(() =>
      prescan(
        (update) => update.deleteSet("www", "A"),
        (record) => record.with({ class: recordClass }),
      ),
    ).toThrow(expect.objectContaining({ name: "DNSDecodeError" }));
  });
});
