import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type SimulatedHost, type SimulatedNetwork } from "@twist/core/testing";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { notifyZone, type NotifyOptions } from "../../src/notify/notify-zone.js";
import { SecondaryNotifier } from "../../src/notify/secondary-notifier.js";
import { QueryType } from "../../src/wire/query-type.js";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { SOA } from "../../src/records/soa.js";
import { secondary } from "../../src/secondary/secondary.js";
import { SecondaryZones, type SecondaryZonesOptions } from "../../src/secondary/secondary-zones.js";
import type { SecondaryZoneOptions } from "../../src/secondary/secondary-zones.js";
import { transfers } from "../../src/transfer/transfers.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Rcode } from "../../src/wire/rcode.js";
import { rcodeText } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import type { DNSHandler } from "../../src/server/dns-handler.js";
import { UDPUpstream } from "../../src/exchange/udp-upstream.js";
import { makeNetwork, serve } from "../transfer/serve.js";
import { version } from "../transfer/versions.js";

const hour = 3_600_000;
const origin = Name.fromText("example.");
const key = new TSIGKey({ name: "transfer.", secret: "c2VjcmV0IHNlY3JldCBzZWNyZXQ=" });

let network: SimulatedNetwork;
const running: { stopService(): unknown }[] = [];

beforeEach(() => {
  network = makeNetwork();
});

afterEach(async () => {
  for (const service of running.splice(0)) await service.stopService();
});

/** A primary at an address, which notes the types that it is asked for. */
class PrimaryServer {
  readonly publisher = new ZonePublisher();
  readonly asked: string[] = [];
  readonly host: SimulatedHost;
  /** Answers with this instead of the truth. */
  rcode: number | undefined;
  isSilent = false;

  constructor(host: SimulatedHost) {
    this.host = host;
  }

  static async start(address: string, allow = { addresses: ["0.0.0.0/0"] } as object): Promise<PrimaryServer> {
    const primary = new PrimaryServer(network.host(`primary ${address}`, { addresses: [address] }));
    const { zones, history } = primary.publisher;
    const note: DNSHandler = (query, next) => {
      const { type } = query.question;
      if (primary.isSilent) return undefined;
      primary.asked.push(type === SOA.code ? "SOA" : type === QueryType.IXFR ? "IXFR" : "AXFR");
      return primary.rcode === undefined ? next(query) : query.message.reply({ rcode: primary.rcode });
    };
    await serve(primary.host, {
      handlers: [note, transfers(zones, { allow, history }), authoritative(zones)],
      keys: new TSIGKeyring([key]),
    });
    return primary;
  }

  takeAsked(): string[] {
    return this.asked.splice(0);
  }
}

interface Secondary {
  readonly publisher: ZonePublisher;
  readonly zones: SecondaryZones;
  readonly host: SimulatedHost;
  serial(): number | undefined;
  ask(): Promise<string>;
}

async function startSecondary(
  options: Partial<SecondaryZoneOptions> = {},
  more: Partial<SecondaryZonesOptions> = {},
): Promise<Secondary> {
  const host = network.host(`secondary ${String(running.length)}`, {
    addresses: [`192.0.2.${String(100 + running.length)}`],
  });
  const publisher = new ZonePublisher();
  const zones = new SecondaryZones({
    publisher,
    zones: [{ origin, primaries: [{ host: "192.0.2.1" }], ...options }],
    reactor: host.reactor,
    random: () => 1,
    ...more,
  });
  running.push(zones);
  await serve(host, {
    handlers: [secondary(zones), authoritative(publisher.zones)],
    keys: new TSIGKeyring([key]),
  });
  await zones.startService();
  return {
    publisher,
    zones,
    host,
    serial: () => publisher.zones.get(origin)?.serial,
    ask: async () => {
      const upstream = new UDPUpstream({ host: host.addresses[0] ?? "" }, network.host("client").reactor);
      const asking = Promise.resolve(upstream.exchange(Message.query("ns.example.", 1)));
      await network.run(100);
      return rcodeText((await asking).rcode);
    },
  };
}

async function notify(to: Secondary, from: SimulatedHost, options: Partial<NotifyOptions> = {}): Promise<string> {
  const server = { host: to.host.addresses[0] ?? "" };
  const telling = Promise.resolve(notifyZone(origin, { server, reactor: from.reactor, ...options })).then(
    () => "NOERROR",
    (error: unknown) => rcodeText((error as { rcode: number }).rcode),
  );
  await network.run(100);
  return telling;
}

describe("SecondaryZones", () => {
  it("fetches a zone that it doesn't have, and says SERVFAIL until then", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.isSilent = true;
    primary.publisher.publish(version(1));
    const ours = await startSecondary();
    expect(await ours.ask()).toBe("SERVFAIL");
    primary.isSilent = false;
    await network.run(60_000);
    expect([await ours.ask(), ours.serial(), primary.takeAsked()]).toEqual(["NOERROR", 1, ["AXFR"]]);
  });

  it("tries for the first copy again and again, more and more seldom", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.rcode = Rcode.REFUSED;
    await startSecondary();
    await network.run(5_000 + 10_000 + 20_000 + 1_000);
    expect(primary.takeAsked()).toHaveLength(4);
    await network.run(2 * hour);
    expect(primary.takeAsked().length).toBeLessThan(18);
  });

  it("looks at the serial every refresh seconds, and fetches changes by IXFR", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    const ours = await startSecondary();
    await network.run(hour - 1000);
    expect(primary.takeAsked()).toEqual(["AXFR"]);
    await network.run(2000);
    expect(primary.takeAsked()).toEqual(["SOA"]);
    primary.publisher.publish(version(2, "www A 192.0.2.80"));
    await network.run(hour);
    expect([primary.takeAsked(), ours.serial()]).toEqual([["SOA", "IXFR"], 2]);
    expect(ours.publisher.zones.find(Name.fromText("www.example."))?.size).toBe(3);
    expect(ours.publisher.history.since(version(2), 1)).toHaveLength(1);
  });

  it("spreads its looks over a quarter of the time", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    await startSecondary({}, { random: () => 0 });
    await network.run(0.75 * hour + 1000);
    expect(primary.takeAsked()).toEqual(["AXFR", "SOA"]);
  });

  it("looks at once when a primary tells of a change, and signs if it has to", async () => {
    const primary = await PrimaryServer.start("192.0.2.1", { keys: ["transfer."] });
    primary.publisher.publish(version(1));
    const ours = await startSecondary({ primaries: [{ host: "192.0.2.1", key }] });
    await network.run(10_000);
    const notifier = new SecondaryNotifier({
      publisher: primary.publisher,
      servers: [{ host: ours.host.addresses[0] ?? "" }],
      reactor: primary.host.reactor,
    });
    running.push(notifier);
    notifier.startService();
    await network.run(10_000);
    expect(primary.takeAsked()).toEqual(["AXFR"]);
    primary.publisher.publish(version(2));
    primary.publisher.publish(version(3));
    await network.run(3_000);
    expect([primary.takeAsked(), ours.serial()]).toEqual([["SOA", "IXFR"], 3]);
  });

  it("asks the primary first that has told of the change", async () => {
    const first = await PrimaryServer.start("192.0.2.1");
    const other = await PrimaryServer.start("192.0.2.2");
    for (const { publisher } of [first, other]) publisher.publish(version(1));
    const ours = await startSecondary({ primaries: [{ host: "192.0.2.1" }, { host: "192.0.2.2" }] });
    await network.run(10_000);
    expect(other.takeAsked()).toEqual([]);
    other.publisher.publish(version(2));
    expect(await notify(ours, other.host)).toBe("NOERROR");
    await network.run(3_000);
    expect([other.takeAsked(), ours.serial()]).toEqual([["SOA", "IXFR"], 2]);
    expect(first.takeAsked()).toEqual(["AXFR"]);
  });

  it("goes to the next primary where one refuses, isn't authoritative, or has an older version", async () => {
    const servers = await Promise.all(["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((host) => PrimaryServer.start(host)));
    const [a, b, c] = servers;
    if (a === undefined || b === undefined || c === undefined) throw new Error("there are three");
    a.publisher.publish(version(5));
    const ours = await startSecondary({
      primaries: [{ host: "192.0.2.1" }, { host: "192.0.2.2" }, { host: "192.0.2.3" }],
    });
    await network.run(10_000);
    a.rcode = Rcode.REFUSED;
    b.publisher.publish(version(4));
    c.publisher.publish(version(6));
    await network.run(hour);
    expect([ours.serial(), b.takeAsked(), c.takeAsked()]).toEqual([6, ["SOA"], ["SOA", "IXFR"]]);
  });

  it("expires a zone that no primary has any more, and serves it again when one has", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    const ours = await startSecondary();
    await network.run(10_000);
    primary.isSilent = true;
    await network.run(604_800_000 - 60_000);
    expect(await ours.ask()).toBe("NOERROR");
    await network.run(60_000);
    expect(await ours.ask()).toBe("SERVFAIL");
    primary.isSilent = false;
    await network.run(900_000 + 30_000);
    expect(await ours.ask()).toBe("NOERROR");
  });

  it("looks every retry seconds while the primary fails", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    await startSecondary();
    await network.run(10_000);
    primary.takeAsked();
    primary.rcode = Rcode.SERVFAIL;
    await network.run(hour + 3 * 900_000);
    expect(primary.takeAsked()).toHaveLength(4);
  });

  it("isn't made to ask all the time by an SOA of zeros, nor to drop the zone at once", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    const zone = version(1);
    const data = { ...zone.soa.data, serial: 2, refresh: 0, retry: 0, expire: 0 };
    const soaOfZeros = new ResourceRecord({ name: origin, type: SOA, ttl: 60, data });
    primary.publisher.publish(zone.with({ removed: [], added: [soaOfZeros] }));
    const ours = await startSecondary();
    await network.run(300_000);
    expect(primary.takeAsked().length).toBeLessThanOrEqual(11);
    expect(await ours.ask()).toBe("NOERROR");
  });
});

describe("NOTIFY to a secondary", () => {
  async function ready(options: Partial<SecondaryZoneOptions> = {}) {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    const ours = await startSecondary(options);
    await network.run(10_000);
    primary.takeAsked();
    return { primary, ours, stranger: network.host("stranger", { addresses: ["198.51.100.66"] }) };
  }

  it("is refused from a host that is no primary", async () => {
    const { primary, ours, stranger } = await ready();
    expect(await notify(ours, stranger)).toBe("REFUSED");
    await network.run(10_000);
    expect(primary.takeAsked()).toEqual([]);
  });

  it("is taken from whom allowNotify names, and from nobody else", async () => {
    const { primary, ours, stranger } = await ready({ allowNotify: { keys: ["transfer."] } });
    expect(await notify(ours, primary.host)).toBe("REFUSED");
    expect(await notify(ours, stranger, { key })).toBe("NOERROR");
    await network.run(10_000);
    expect(primary.takeAsked()).toEqual(["SOA"]);
  });

  it("is NOTAUTH for a zone that isn't one of ours", async () => {
    const { ours, primary } = await ready();
    const server = { host: ours.host.addresses[0] ?? "" };
    const telling = Promise.resolve(notifyZone("other.", { server, reactor: primary.host.reactor })).catch(
      (error: unknown) => error,
    );
    await network.run(100);
    expect(await telling).toMatchObject({ code: "NOTIFY_REFUSED", rcode: Rcode.NOTAUTH });
  });

  it("of a version that we have makes us ask nobody", async () => {
    const { ours, primary } = await ready();
    expect(await notify(ours, primary.host, { soa: version(1).soa })).toBe("NOERROR");
    await network.run(10_000);
    expect(primary.takeAsked()).toEqual([]);
  });

  it("makes us ask once in minIntervalMs, however often it comes", async () => {
    const { ours, primary } = await ready();
    for (let i = 0; i < 50; i++) expect(await notify(ours, primary.host)).toBe("NOERROR");
    await network.run(10_000);
    const asked = primary.takeAsked().length;
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(7);
  });
});

describe("SecondaryZones that are stopped and started again", () => {
  it("expire a zone when they would have without that, where no primary is reached any more", async () => {
    const primary = await PrimaryServer.start("192.0.2.1");
    primary.publisher.publish(version(1));
    const ours = await startSecondary();
    await network.run(10_000);
    primary.isSilent = true;
    await ours.zones.stopService();
    await network.run(600_000_000);
    await ours.zones.startService();
    expect(await ours.ask()).toBe("NOERROR");
    await network.run(5_000_000);
    expect(await ours.ask()).toBe("SERVFAIL");
  });

  it("do nothing more where they are stopped while they read a copy", async () => {
    const { copy } = await filled();
    const ours = await startSecondary({ copy: { ...copy, path: "/other" } });
    await ours.zones.stopService();
    const publisher = new ZonePublisher();
    const { reactor } = ours.host;
    const zones = new SecondaryZones({
      publisher,
      zones: [{ origin, primaries: [{ host: "192.0.2.1" }], copy }],
      reactor,
    });
    const starting = zones.startService();
    await zones.stopService();
    await starting;
    expect(publisher.zones.size).toBe(0);
  });
});

/** A copy of version 7, of a primary that keeps silent now. */
async function filled() {
  const files = new MemoryFileSystem();
  const copy = { files, path: "/example.zone" };
  const primary = await PrimaryServer.start("192.0.2.1");
  primary.publisher.publish(version(7, "www A 192.0.2.80"));
  const before = await startSecondary({ copy });
  await network.run(10_000);
  await before.zones.stopService();
  primary.isSilent = true;
  return { copy, files, primary };
}

describe("the copy of a secondary zone", () => {
  it("is served after a restart, before any primary is reached", async () => {
    const { copy } = await filled();
    const ours = await startSecondary({ copy });
    expect([ours.serial(), await ours.ask()]).toEqual([7, "NOERROR"]);
  });

  it("is asked changes from", async () => {
    const { copy, primary } = await filled();
    primary.isSilent = false;
    primary.takeAsked();
    primary.publisher.publish(version(8));
    const ours = await startSecondary({ copy });
    await network.run(10_000);
    expect([ours.serial(), primary.takeAsked()]).toEqual([8, ["SOA", "IXFR"]]);
  });

  it("isn't served once it has expired", async () => {
    const { copy } = await filled();
    await network.run(604_800_000 + 1);
    const ours = await startSecondary({ copy });
    expect(await ours.ask()).toBe("SERVFAIL");
  });

  it("expires when it would have without the restart", async () => {
    const { copy } = await filled();
    await network.run(600_000_000);
    const ours = await startSecondary({ copy });
    expect(await ours.ask()).toBe("NOERROR");
    await network.run(5_000_000);
    expect(await ours.ask()).toBe("SERVFAIL");
  });

  it("is done without where it is broken", async () => {
    const { copy, files, primary } = await filled();
    primary.isSilent = false;
    await using handle = await files.open("/example.zone", { write: true });
    await handle.write(Buffer.from("@ SOA broken"), 0);
    const ours = await startSecondary({ copy });
    await network.run(10_000);
    expect(ours.serial()).toBe(7);
  });
});

describe("SecondaryZones as made", () => {
  it("refuses a zone without primaries, and a name in place of an address", () => {
    const publisher = new ZonePublisher();
    const make = (primaries: { host: string }[]) => () =>
      new SecondaryZones({ publisher, zones: [{ origin, primaries }] });
    expect(make([])).toThrow(RangeError);
    expect(make([{ host: "ns.example" }])).toThrow(TypeError);
  });
});
