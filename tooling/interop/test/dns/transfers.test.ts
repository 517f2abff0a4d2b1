import { writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Name, QueryType } from "@twist/dns";
import { SOA } from "@twist/dns/records";
import { authoritative, type DNSHandler } from "@twist/dns/server";
import {
  secondary,
  SecondaryNotifier,
  SecondaryZones,
  transferChanges,
  transfers,
  transferZone,
  ZonePublisher,
} from "@twist/dns/transfer";
import { TSIGKey, TSIGKeyring } from "@twist/dns/tsig";
import { nextSerial, parseRecord, parseZone, Zone } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import type { RunningNameServer } from "../../src/dns/name-server.js";
import { serveDNS } from "../../src/dns/serve-dns.js";
import { startKnot } from "../../src/dns/start-knot.js";
import { startNamed } from "../../src/dns/start-named.js";
import { startNSD } from "../../src/dns/start-nsd.js";
import { until } from "../../src/dns/until.js";
import { freePort } from "../../src/free-port.js";

const origin = Name.fromText("transfer.example.");
const secret = Buffer.alloc(32, 9).toString("base64");
const key = new TSIGKey({ name: "transfer-key.", secret });
const hosts = Array.from(
  { length: 3_000 },
  (_, index) => `host-${String(index)} A 10.0.${String(index >> 8)}.${String(index & 255)}\n`,
);

/** Enough for several messages. */
function zoneText(serial: number, more = ""): string {
  return `$ORIGIN ${origin.toString()}
$TTL 300
@ SOA ns hostmaster ${String(serial)} 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
*.wild TXT "a;b" "c"
serial TXT "${String(serial)}"
${more}${hosts.join("")}`;
}

function sorted(zone: Zone): string[] {
  return Array.from(zone.records(), String).sort();
}

/** The zone's next version: another serial, one record more and one less. */
function changed(zone: Zone): Zone {
  const { soa } = zone;
  const serial = nextSerial(zone.serial);
  return zone.with({
    removed: [parseRecord(`serial 300 IN TXT "${String(zone.serial)}"`, { origin })],
    added: [
      parseRecord(soa.toString().replace(` ${String(zone.serial)} `, ` ${String(serial)} `), { origin: "." }),
      parseRecord(`serial 300 IN TXT "${String(serial)}"`, { origin }),
    ],
  });
}

/** Our primary at `port`, which tells the server at `secondaryPort` of every change, and gives its zone to who has the key. */
async function servePrimary(port: number, secondaryPort: number): Promise<OurPrimary> {
  const publisher = new ZonePublisher();
  publisher.publish(Zone.fromRecords(origin, parseZone(zoneText(1))));
  const { zones, history } = publisher;
  const asked: number[] = [];
  const watch: DNSHandler = (query, next) => {
    asked.push(query.question.type);
    return next(query);
  };
  const handlers = [watch, transfers(zones, { allow: { keys: [key.name] }, history }), authoritative(zones)];
  const server = await serveDNS({ handlers, keys: new TSIGKeyring([key]) }, { port });
  const notifier = new SecondaryNotifier({
    publisher,
    servers: [{ host: "127.0.0.1", port: secondaryPort, key }],
  });
  notifier.startService();
  return {
    port: server.port,
    publisher,
    asked,
    async [Symbol.asyncDispose]() {
      notifier.stopService();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface OurPrimary extends AsyncDisposable {
  readonly port: number;
  readonly publisher: ZonePublisher;
  /** The types that were asked for. */
  readonly asked: readonly number[];
}

/** Our secondary of the primary at `port`. */
async function serveSecondary(port: number, ownPort: number): Promise<OurSecondary> {
  const publisher = new ZonePublisher();
  const secondaries = new SecondaryZones({
    publisher,
    zones: [{ origin, primaries: [{ host: "127.0.0.1", port, key }] }],
  });
  const server = await serveDNS(
    { handlers: [secondary(secondaries), authoritative(publisher.zones)], keys: new TSIGKeyring([key]) },
    { port: ownPort },
  );
  await secondaries.startService();
  return {
    publisher,
    async [Symbol.asyncDispose]() {
      await secondaries.stopService();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface OurSecondary extends AsyncDisposable {
  readonly publisher: ZonePublisher;
}

/** What each of them is called, and how it is started: as the primary of our secondary, or as the secondary of our primary. */
interface Peer {
  readonly program: string;
  readonly primary: (secondaryPort: number) => Promise<RunningNameServer>;
  readonly secondary: (primaryPort: number) => Promise<RunningNameServer>;
}

const bindKey = `key "transfer-key" { algorithm hmac-sha256; secret "${secret}"; };`;
const knotKey = `key:\n  - id: transfer-key\n    algorithm: hmac-sha256\n    secret: ${secret}`;
const nsdKey = `key:\n  name: transfer-key\n  algorithm: hmac-sha256\n  secret: "${secret}"`;
const files = { "zone.db": zoneText(1) };
const ready = [origin.toString()];

const peers: readonly Peer[] = [
  {
    program: "named",
    primary: (port) =>
      startNamed({
        files,
        ready,
        options: "ixfr-from-differences yes;",
        statements: `${bindKey}
server 127.0.0.1 { keys { transfer-key; }; };
zone "transfer.example" { type primary; file "zone.db"; allow-transfer { key transfer-key; };
  notify explicit; also-notify { 127.0.0.1 port ${String(port)} key transfer-key; }; };`,
      }),
    secondary: (port) =>
      startNamed({
        statements: `${bindKey}
zone "transfer.example" { type secondary; file "zone.db"; masterfile-format text;
  primaries { 127.0.0.1 port ${String(port)} key transfer-key; };
  allow-notify { key transfer-key; }; allow-transfer { any; }; };`,
      }),
  },
  {
    program: "knotd",
    primary: (port) =>
      startKnot({
        files,
        ready,
        sections: `${knotKey}
remote:
  - id: ours
    address: 127.0.0.1@${String(port)}
    key: transfer-key
acl:
  - id: transfer
    key: transfer-key
    action: transfer
zone:
  - domain: transfer.example
    file: zone.db
    notify: ours
    acl: transfer
    zonefile-load: difference
    journal-content: changes`,
      }),
    secondary: (port) =>
      startKnot({
        sections: `${knotKey}
remote:
  - id: ours
    address: 127.0.0.1@${String(port)}
    key: transfer-key
acl:
  - id: notify
    key: transfer-key
    action: notify
  - id: transfer
    address: 127.0.0.1
    action: transfer
zone:
  - domain: transfer.example
    master: ours
    acl: [notify, transfer]`,
      }),
  },
  {
    program: "nsd",
    primary: (port) =>
      startNSD({
        files,
        ready,
        clauses: `${nsdKey}
zone:
  name: transfer.example
  zonefile: zone.db
  provide-xfr: 127.0.0.1 transfer-key
  notify: 127.0.0.1@${String(port)} transfer-key
  store-ixfr: yes
  create-ixfr: yes`,
      }),
    secondary: (port) =>
      startNSD({
        clauses: `${nsdKey}
zone:
  name: transfer.example
  zonefile: copy.db
  request-xfr: 127.0.0.1@${String(port)} transfer-key
  allow-notify: 127.0.0.1 transfer-key
  provide-xfr: 127.0.0.1 NOKEY`,
      }),
  },
];

/** What a server has, fetched by our client. */
function zoneAt(port: number, withKey?: TSIGKey): PromiseLike<Zone> {
  return transferZone(origin, { server: { host: "127.0.0.1", port }, key: withKey });
}

async function serialAt(port: number): Promise<number> {
  const [soa] = recordsIn(await dig(port, ["+norecurse", origin.toString(), "SOA"]), "ANSWER");
  return soa?.is(SOA) === true ? soa.data.serial : 0;
}

describe.each(peers)("zones from and to $program", ({ program, primary, secondary: secondaryOf }) => {
  describeWith([program, "dig"], "transfers, signed with TSIG", () => {
    it("gives it our zone, tells it of a change, and gives it the difference", async () => {
      // Each has to know the other's port: it starts first, with one of ours that is free.
      const ourPort = await freePort();
      await using theirs = await secondaryOf(ourPort);
      await using ours = await servePrimary(ourPort, theirs.port);
      await until(
        () => serialAt(theirs.port),
        (serial) => serial === 1,
      );
      const first = ours.publisher.zones.get(origin);
      if (first === undefined) throw new Error("there is a zone");
      ours.publisher.publish(changed(first));
      await until(
        () => serialAt(theirs.port),
        (serial) => serial === 2,
      );
      expect(sorted(await zoneAt(theirs.port))).toEqual(sorted(changed(first)));
      expect(ours.asked.filter((type) => type === QueryType.AXFR)).toHaveLength(1);
      expect(ours.asked).toContain(QueryType.IXFR);
    });

    it("gives us its zone, tells us of a change, and gives us the difference", async () => {
      const ourPort = await freePort();
      await using theirs = await primary(ourPort);
      await using ours = await serveSecondary(theirs.port, ourPort);
      const first = await until(() => ours.publisher.zones.get(origin));
      expect(first?.serial).toBe(1);
      expect(first?.size).toBe(3_005);
      writeFileSync(theirs.folder.file("zone.db"), zoneText(2, "more A 192.0.2.1\n"));
      theirs.program.child.kill("SIGHUP");
      const second = await until(
        () => ours.publisher.zones.get(origin),
        (zone) => zone?.serial === 2,
      );
      expect(second && sorted(second)).toEqual(sorted(await zoneAt(theirs.port, key)));
      if (first === undefined) throw new Error("there is a zone");
      const difference = await transferChanges(first, { server: { host: "127.0.0.1", port: theirs.port }, key });
      expect(difference.form).toBe("changes");
      expect(sorted(difference.zone)).toEqual(second && sorted(second));
    });

    it("gives its zone to nobody without the key", async () => {
      await using theirs = await primary(await freePort());
      await expect(zoneAt(theirs.port)).rejects.toMatchObject({ name: "TransferError" });
      const wrong = new TSIGKey({ name: "transfer-key.", secret: Buffer.alloc(32) });
      await expect(zoneAt(theirs.port, wrong)).rejects.toThrow();
    });
  });
});

describe.each(["dig", "kdig"])("our zones, fetched by %s", (program) => {
  describeWith([program], "whole and as differences", () => {
    it("gives all records to who has the key, and nothing to others", async () => {
      await using ours = await servePrimary(0, await freePort());
      const signed = ["-y", `hmac-sha256:transfer-key:${secret}`];
      const zone = ours.publisher.zones.get(origin);
      if (zone === undefined) throw new Error("there is a zone");
      const axfr = await dig(ours.port, [...signed, "+tcp", origin.toString(), "AXFR"], { program });
      expect([...new Set(recordsIn(axfr).map(String))].sort()).toEqual(sorted(zone));
      const next = changed(zone);
      ours.publisher.publish(next);
      const ixfr = await dig(ours.port, [...signed, "+tcp", origin.toString(), "IXFR=1"], { program });
      const serials = recordsIn(ixfr).flatMap((record) => (record.is(SOA) ? [record.data.serial] : []));
      expect(serials).toEqual([2, 1, 2, 2]);
      // One of them calls it an error.
      const refused = dig(ours.port, ["+tcp", origin.toString(), "AXFR"], { program });
      expect(await refused.then(({ text }) => text, String)).toMatch(/Transfer failed|REFUSED/);
    });
  });
});
