import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { Name } from "@twist/dns";
import { DNSExchangeError } from "@twist/dns/client";
import { authoritative } from "@twist/dns/server";
import {
  secondary,
  SecondaryZones,
  type TransferServer,
  transfers,
  transferZone,
  ZonePublisher,
} from "@twist/dns/transfer";
import { parseZone, Zone } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import type { RunningNameServer } from "../../src/dns/name-server.js";
import { serveDNS, type ServedDNS } from "../../src/dns/serve-dns.js";
import { startNamed } from "../../src/dns/start-named.js";
import { until } from "../../src/dns/until.js";
import { freePort } from "../../src/free-port.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate, type TestCertificate } from "../../src/test-certificate.js";

const origin = Name.fromText("private.example.");
const zoneText = `$ORIGIN ${origin.toString()}
$TTL 300
@ SOA ns hostmaster 7 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
${Array.from({ length: 2_000 }, (_, i) => `host-${String(i)} A 10.0.${String(i >> 8)}.${String(i & 255)}\n`).join("")}`;
const zone = Zone.fromRecords(origin, parseZone(zoneText));

function sorted(of: Zone): string[] {
  return Array.from(of.records(), String).sort();
}

/** Ours, which gives its zone by TLS alone. */
function servePrimary(certificate: TestCertificate): Promise<ServedDNS> {
  const publisher = new ZonePublisher();
  publisher.publish(zone);
  const { zones, history } = publisher;
  const allow = { addresses: ["127.0.0.1"], onlyByTLS: true };
  return serveDNS({ handlers: [transfers(zones, { allow, history }), authoritative(zones)] }, { certificate });
}

interface TheirPrimary extends RunningNameServer {
  /** How it is asked by TLS. */
  readonly server: TransferServer;
}

/** BIND, which gives its zone by TLS alone. `tlsOptions` stand in its `tls { … }`. */
async function startPrimary({ key, cert }: TestCertificate, tlsOptions = ""): Promise<TheirPrimary> {
  const port = await freePort();
  const named = await startNamed({
    files: { "zone.db": zoneText },
    options: `listen-on port ${String(port)} tls theirs { 127.0.0.1; };`,
    statements: `tls theirs { key-file "${key}"; cert-file "${cert}"; ${tlsOptions} };
zone "private.example" { type primary; file "zone.db"; allow-transfer port ${String(port)} transport tls { any; }; };`,
    ready: [origin.toString()],
  });
  const tls = { ca: readFileSync(cert) };
  return { ...named, server: { host: "127.0.0.1", port, transport: "tls", serverName: "localhost", tls } };
}

describeWith(["named", "openssl"], "zones by TLS (RFC 9103), with BIND", () => {
  it("gives our zone to a secondary of BIND's that wants the right name", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using ours = await servePrimary(certificate);
    await using theirs = await startNamed({
      statements: `tls ours { ca-file "${certificate.cert}"; remote-hostname "localhost"; };
zone "private.example" { type secondary; file "copy.db"; masterfile-format text;
  primaries { 127.0.0.1 port ${String(ours.tlsPort)} tls ours; }; allow-transfer { any; }; };`,
    });
    const server = { host: "127.0.0.1", port: theirs.port };
    const copy = await until(() =>
      transferZone(origin, { server }).then(
        (got) => got,
        () => undefined,
      ),
    );
    expect(copy && sorted(copy)).toEqual(sorted(zone));
  });

  it("fetches BIND's zone, keeps a copy of it, and believes no other name", async () => {
    using folder = new TemporaryFolder();
    await using theirs = await startPrimary(await makeCertificate(folder.path));
    const { server } = theirs;
    expect(sorted(await transferZone(origin, { server }))).toEqual(sorted(zone));
    await expect(transferZone(origin, { server: { ...server, serverName: "other.example" } })).rejects.toThrow(
      DNSExchangeError,
    );
    // In clear it goes to nobody.
    await expect(transferZone(origin, { server: { host: "127.0.0.1", port: theirs.port } })).rejects.toThrow();
    const publisher = new ZonePublisher();
    const secondaries = new SecondaryZones({ publisher, zones: [{ origin, primaries: [server] }] });
    await using ours = await serveDNS({ handlers: [secondary(secondaries), authoritative(publisher.zones)] });
    await secondaries.startService();
    const copy = await until(() => publisher.zones.get(origin));
    await secondaries.stopService();
    expect(ours.port).toBeGreaterThan(0);
    expect(copy && sorted(copy)).toEqual(sorted(zone));
  });
});

describeWith(["named", "openssl"], "zones by an older TLS than 1.3, with BIND", () => {
  it("are fetched only where that is asked for (RFC 9103 §7)", async () => {
    using folder = new TemporaryFolder();
    await using theirs = await startPrimary(await makeCertificate(folder.path), "protocols { TLSv1.2; };");
    const { server } = theirs;
    await expect(transferZone(origin, { server })).rejects.toThrow(DNSExchangeError);
    const older = { ...server, tls: { ...server.tls, minVersion: "TLSv1.2" } } as const;
    expect(sorted(await transferZone(origin, { server: older }))).toEqual(sorted(zone));
  });
});

describeWith(["kdig", "openssl"], "zones by TLS (RFC 9103), with kdig", () => {
  it("gives all records by TLS, and nothing in clear", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using ours = await servePrimary(certificate);
    const tls = ["+tls", `+tls-ca=${certificate.cert}`, "+tls-host=localhost"];
    const axfr = await dig(ours.tlsPort, [...tls, origin.toString(), "AXFR"], { program: "kdig" });
    expect([...new Set(recordsIn(axfr).map(String))].sort()).toEqual(sorted(zone));
    const refused = dig(ours.port, ["+tcp", origin.toString(), "AXFR"], { program: "kdig" });
    expect(await refused.then(({ text }) => text, String)).toMatch(/REFUSED/);
  });
});
