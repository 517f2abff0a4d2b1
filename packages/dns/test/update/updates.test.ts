import { beforeEach, describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "@twist/core/filesystem";
import type { SimulatedNetwork } from "@twist/core/testing";
import { signZone } from "../../src/dnssec/signing/sign-zone.js";
import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { ZoneStore } from "../../src/journal/zone-store.js";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { transferChanges } from "../../src/transfer/transfer-changes.js";
import { transfers } from "../../src/transfer/transfers.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { DNSUpdate } from "../../src/update/dns-update.js";
import { UpdateError } from "../../src/update/update-error.js";
import type { UpdateRule } from "../../src/update/update-rule.js";
import { updates } from "../../src/update/updates.js";
import { updateZone, type UpdateOptions } from "../../src/update/update-zone.js";
import { type UpdatableZone, ZoneUpdater, type ZoneUpdaterOptions } from "../../src/update/zone-updater.js";
import { Name } from "../../src/wire/name.js";
import { Rcode, rcodeText } from "../../src/wire/rcode.js";
import type { Zone } from "../../src/zone/zone.js";
import { makeNetwork, outcome, serve, texts } from "../transfer/serve.js";
import { version } from "../transfer/versions.js";

const secret = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";
const key = new TSIGKey({ name: "admin.", secret });
const hostKey = new TSIGKey({ name: "host.example.", secret });
const origin = Name.fromText("example.");
const admin: UpdateRule = { keys: ["admin."] };

let network: SimulatedNetwork;
let publisher: ZonePublisher;
let updater: ZoneUpdater;

beforeEach(() => {
  network = makeNetwork();
  publisher = new ZonePublisher();
});

async function start(
  options: Partial<ZoneUpdaterOptions> = {},
  zone: Zone = version(1, "www A 192.0.2.80"),
): Promise<void> {
  publisher.publish(zone);
  updater = new ZoneUpdater({ publisher, zones: [{ origin }], allow: admin, ...options });
  const { zones, history } = publisher;
  await serve(network.host("primary", { addresses: ["192.0.2.1"] }), {
    handlers: [
      updates(updater),
      transfers(zones, { allow: { addresses: ["0.0.0.0/0"] }, history }),
      authoritative(zones),
    ],
    keys: new TSIGKeyring([key, hostKey]),
  });
}

function send(update: DNSUpdate, options: Partial<UpdateOptions> = {}): Promise<string> {
  const { reactor } = network.host("client", { addresses: ["192.0.2.9"] });
  return outcome(
    network,
    updateZone(update, { server: "192.0.2.1", key, reactor, ...options }).addCallbacks(
      () => "NOERROR",
      (error) => (error instanceof UpdateError ? rcodeText(error.rcode) : String((error as { code: unknown }).code)),
    ),
  );
}

const update = (): DNSUpdate => new DNSUpdate("example.");
const serial = (): number | undefined => publisher.zones.get(origin)?.serial;
const names = (): string[] => Array.from(publisher.zones.get(origin)?.nodes ?? [], ({ name }) => name.toString());

describe("updates", () => {
  it("changes the zone, and hands the change out by IXFR", async () => {
    await start();
    expect(await send(update().requireNoName("ftp").add("ftp 60 A 192.0.2.9"))).toBe("NOERROR");
    expect([serial(), names()]).toEqual([2, ["example.", "ftp.example.", "ns.example.", "www.example."]]);
    const { reactor } = network.host("client");
    const { form, zone } = await outcome(
      network,
      transferChanges(version(1, "www A 192.0.2.80"), { server: "192.0.2.1", reactor }),
    );
    expect([form, texts(zone.records())]).toEqual(["changes", texts(publisher.zones.get(origin)?.records() ?? [])]);
  });

  it("takes updates by UDP too", async () => {
    await start();
    const server = { host: "192.0.2.1", transport: "udp" } as const;
    expect(await send(update().add("ftp 60 A 192.0.2.9"), { server })).toBe("NOERROR");
    expect(serial()).toBe(2);
  });

  it("makes nothing of an update of which one record is wrong", async () => {
    await start();
    expect(await send(update().add("ftp 60 A 192.0.2.9", "example.net. 60 A 192.0.2.9"))).toBe("NOTZONE");
    expect(await send(update().add("ftp 60 A 192.0.2.9", "www 60 DNAME ftp", "x.www 60 A 192.0.2.1"))).toBe("REFUSED");
    expect(await send(update().add("ftp 60 A 192.0.2.9").requireSet("www", "MX"))).toBe("NXRRSET");
    expect([serial(), names()]).toEqual([1, ["example.", "ns.example.", "www.example."]]);
  });

  it("says what is so of what an update presupposes", async () => {
    await start();
    const sending = updateZone(update().requireNoName("www").add("www 60 A 192.0.2.9"), {
      server: "192.0.2.1",
      key,
      reactor: network.host("client").reactor,
    });
    await expect(outcome(network, sending)).rejects.toMatchObject({
      code: "PREREQUISITE_FAILED",
      rcode: Rcode.YXDOMAIN,
    });
  });

  it("doesn't raise the serial where nothing changes", async () => {
    await start();
    expect(await send(update().add("www 3600 A 192.0.2.80"))).toBe("NOERROR");
    expect(serial()).toBe(1);
  });

  it.each<[string, DNSUpdate, string]>([
    ["a zone that isn't ours", new DNSUpdate("other.").add("www.other. 60 A 192.0.2.1"), "NOTAUTH"],
    [
      "a name in the zone instead of it",
      new DNSUpdate("www.example.").add("@ 60 A 192.0.2.1".replace("@", "www.example.")),
      "NOTAUTH",
    ],
    ["another class", new DNSUpdate("example.", 3), "NOTAUTH"],
    ["class ANY", new DNSUpdate("example.", 255).deleteName("www"), "NOTAUTH"],
    ["class NONE", new DNSUpdate("example.", 254).deleteName("www"), "NOTAUTH"],
  ])("refuses updates of %s", async (_what, bad, rcode) => {
    await start();
    expect(await send(bad)).toBe(rcode);
  });

  it("takes no zone that it has only from others", async () => {
    await start({ zones: [] });
    expect(await send(update().add("ftp 60 A 192.0.2.9"))).toBe("NOTAUTH");
  });

  it("raises the serial once for each of many updates at once, in their order", async () => {
    await start({ zones: [{ origin, store: await ZoneStore.open(version(1, "www A 192.0.2.80"), place()) }] });
    const { reactor } = network.host("client");
    const all = Array.from({ length: 20 }, (_, i) =>
      updateZone(
        update()
          .requireNoName("once")
          .deleteName("last")
          .add(`last 60 TXT ${String(i)}`),
        { server: "192.0.2.1", key, reactor },
      ),
    );
    await outcome(network, Promise.all(all));
    await updater.settled();
    expect(serial()).toBe(21);
    expect(publisher.zones.get(origin)?.node(Name.fromText("last.example."))?.firstSet?.records).toHaveLength(1);
  });

  it("answers SERVFAIL beyond maxPendingUpdates", async () => {
    const held: (() => void)[] = [];
    const store = { append: () => new Promise<void>((resolve) => held.push(resolve)) } as unknown as ZoneStore;
    await start({ zones: [{ origin, store }], limits: { maxPendingUpdates: 2 } });
    const { reactor } = network.host("client");
    const results = Array.from({ length: 3 }, (_, i) =>
      Promise.resolve(
        updateZone(update().add(`h${String(i)} 60 A 192.0.2.1`), { server: "192.0.2.1", key, reactor }),
      ).then(
        () => "NOERROR",
        (error: unknown) => rcodeText((error as { rcode: number }).rcode),
      ),
    );
    await network.run(1000);
    while (held.length > 0) {
      held.shift()?.();
      await network.run(100);
    }
    expect((await Promise.all(results)).sort()).toEqual(["NOERROR", "NOERROR", "SERVFAIL"]);
  });
});

function place() {
  return { files: new MemoryFileSystem(), path: "/example" };
}

describe("who may update what", () => {
  it("is nobody unless it is said", async () => {
    await start({ allow: [] });
    expect(await send(update().add("ftp 60 A 192.0.2.9"))).toBe("REFUSED");
  });

  it("is nobody without a key, unless a rule says so", async () => {
    await start();
    expect(await send(update().add("ftp 60 A 192.0.2.9"), { key: undefined })).toBe("REFUSED");
    expect(() => new ZoneUpdater({ publisher, zones: [], allow: { addresses: ["192.0.2.9"] } })).toThrow(RangeError);
  });

  it("may be an address, where a rule says so", async () => {
    await start({ allow: { addresses: ["192.0.2.9"], withoutKey: true } });
    expect(await send(update().add("ftp 60 A 192.0.2.9"), { key: undefined })).toBe("NOERROR");
  });

  it("isn't somebody with a wrong secret", async () => {
    await start();
    const forged = new TSIGKey({ name: "admin.", secret: "d3Jvbmcgd3Jvbmcgd3Jvbmc=" });
    expect(await send(update().add("ftp 60 A 192.0.2.9"), { key: forged })).toBe("BAD_SIGNATURE");
    expect(serial()).toBe(1);
  });

  it.each<[string, UpdateRule, DNSUpdate, string]>([
    ["a name that is named", { ...admin, names: ["ftp.example."] }, update().add("ftp 60 A 192.0.2.9"), "NOERROR"],
    ["a name below it", { ...admin, names: ["ftp.example."] }, update().add("a.ftp 60 A 192.0.2.9"), "REFUSED"],
    ["a name below", { ...admin, below: ["ftp.example."] }, update().add("a.ftp 60 A 192.0.2.9"), "NOERROR"],
    ["a name beside", { ...admin, below: ["ftp.example."] }, update().add("xftp 60 A 192.0.2.9"), "REFUSED"],
    ["a type that is named", { ...admin, types: ["A"] }, update().add("ftp 60 A 192.0.2.9"), "NOERROR"],
    ["another type", { ...admin, types: ["A"] }, update().add("ftp 60 TXT x"), "REFUSED"],
    [
      "one good and one bad record",
      { ...admin, types: ["A"] },
      update().add("ftp 60 A 192.0.2.9", "ftp 60 TXT x"),
      "REFUSED",
    ],
    ["all of a name that has only that type", { ...admin, types: ["A"] }, update().deleteName("www"), "NOERROR"],
    ["all of a name that has other types", { ...admin, types: ["TXT"] }, update().deleteName("www"), "REFUSED"],
    ["the SOA", admin, update().add("@ 60 SOA ns admin 99 1 1 1 1"), "REFUSED"],
    ["the SOA, said so", { ...admin, types: ["SOA"] }, update().add("@ 60 SOA ns admin 99 1 1 1 1"), "NOERROR"],
    ["the zone's NS", admin, update().add("@ 60 NS evil"), "REFUSED"],
    ["the NS of a delegation", admin, update().add("sub 60 NS ns.sub"), "NOERROR"],
    ["the zone's keys", admin, update().add("@ 60 DNSKEY 257 3 13 AAAA"), "REFUSED"],
    ["RRSIG, though said so", { ...admin, types: ["RRSIG"] }, update().deleteSet("www", "RRSIG"), "REFUSED"],
    ["another zone's rule", { ...admin, zones: ["other."] }, update().add("ftp 60 A 192.0.2.9"), "REFUSED"],
  ])("%s", async (_what, allow, change, rcode) => {
    await start({ allow });
    expect(await send(change)).toBe(rcode);
  });

  it("may be a host for its own name", async () => {
    await start({ allow: { keys: ["host.example.", "admin."], self: true } });
    expect(await send(update().add("host 60 A 192.0.2.9"), { key: hostKey })).toBe("NOERROR");
    expect(await send(update().add("www 60 A 192.0.2.9"), { key: hostKey })).toBe("REFUSED");
    expect(await send(update().add("host 60 A 192.0.2.9"))).toBe("REFUSED");
  });

  it.each<[string, ZoneUpdaterOptions["limits"], DNSUpdate]>([
    ["maxRecordsPerSet", { maxRecordsPerSet: 2 }, update().add("www 1 A 192.0.2.1", "www 1 A 192.0.2.2")],
    ["maxTypesPerName", { maxTypesPerName: 2 }, update().add("www 1 TXT x", "www 1 MX 1 x")],
    ["maxNames", { maxNames: 4 }, update().add("a 1 A 192.0.2.1", "b 1 A 192.0.2.1")],
  ])("can't let a zone grow over %s", async (_what, limits, change) => {
    await start({ limits });
    expect(await send(change)).toBe("REFUSED");
    expect(await send(update().add("www 1 A 192.0.2.1"))).toBe("NOERROR");
  });
});

describe("the store of a zone that is updated", () => {
  async function withStore(files: MemoryFileSystem): Promise<UpdatableZone & { store: ZoneStore }> {
    return { origin, store: await ZoneStore.open(version(1), { files, path: "/example" }) };
  }

  it("has each update before it is answered", async () => {
    const files = new MemoryFileSystem();
    const zone = await withStore(files);
    await start({ zones: [zone] }, zone.store.zone);
    expect(await send(update().add("ftp 60 A 192.0.2.9"))).toBe("NOERROR");
    // As after a crash: nobody has closed the store.
    const { store } = await withStore(files);
    expect(texts(store.zone.records())).toEqual(texts(publisher.zones.get(origin)?.records() ?? []));
  });

  it("is what an update needs: SERVFAIL, and no change, where it can't be kept", async () => {
    const store = { append: () => Promise.reject(new Error("no space")) } as unknown as ZoneStore;
    await start({ zones: [{ origin, store }] });
    expect(await send(update().add("ftp 60 A 192.0.2.9"))).toBe("SERVFAIL");
    expect(serial()).toBe(1);
  });

  it("takes an edited zone file with a higher serial, and no other", async () => {
    const zone = await withStore(new MemoryFileSystem());
    await start({ zones: [zone] }, zone.store.zone);
    await send(update().add("ftp 60 A 192.0.2.9"));
    expect(await updater.replace(version(2, "edited A 192.0.2.1"))).toBe(false);
    expect(await updater.replace(version(3, "edited A 192.0.2.1"))).toBe(true);
    expect([serial(), zone.store.zone.serial]).toEqual([3, 3]);
    expect(await updater.replace(version(1, "", "other."))).toBe(true);
    expect(publisher.zones.size).toBe(2);
  });
});

describe("updates of a signed zone", () => {
  const signing = SigningKey.generate("example.");
  const sign = (zone: Zone): Zone => signZone(zone, [signing], { nowMs: network.now() + 946_684_800_000 });

  it("are refused where there is nothing to sign it with", async () => {
    await start({}, sign(version(1, "www A 192.0.2.80")));
    expect(await send(update().add("ftp 60 A 192.0.2.9"))).toBe("REFUSED");
  });

  it("sign it anew, and take proofs along", async () => {
    await start({ zones: [{ origin, sign }] }, sign(version(1, "www A 192.0.2.80")));
    expect(await send(update().add("ftp 60 A 192.0.2.9").deleteName("www"))).toBe("NOERROR");
    const zone = publisher.zones.get(origin);
    const nodes = zone?.nodes.map(({ name, sets }) => [
      name.toString(),
      [...sets].every(({ signatures }) => signatures.length > 0),
    ]);
    expect(nodes).toEqual([
      ["example.", true],
      ["ftp.example.", true],
      ["ns.example.", true],
    ]);
    expect(serial()).toBe(2);
    expect(publisher.history.since(zone ?? version(1), 1)).toHaveLength(1);
  });
});
