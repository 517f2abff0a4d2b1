import { readFileSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import { reactor } from "@twist/core";
import { nodeLookup, ServerUpstream, StubResolver, TLSUpstream, type Upstream } from "@twist/dns/client";
import { cache, forward } from "@twist/dns/server";
import { describeWith } from "../../src/describe-with.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import type { RunningNameServer } from "../../src/dns/name-server.js";
import { serveDNS } from "../../src/dns/serve-dns.js";
import { startKnot } from "../../src/dns/start-knot.js";
import { startNamed } from "../../src/dns/start-named.js";
import { startUnbound } from "../../src/dns/start-unbound.js";
import { freePort } from "../../src/free-port.js";
import { listening } from "../../src/listening-server.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate, type TestCertificate } from "../../src/test-certificate.js";

const origin = "resolve.example.";
const long = Array.from({ length: 10 }, (_, index) => `"${String(index).repeat(200)}"`).join(" ");
const zoneText = `$ORIGIN ${origin}
$TTL 300
@ SOA ns hostmaster 1 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
www CNAME web
web A 127.0.0.1
web AAAA 2001:db8::1
@ MX 10 mail
big TXT ${long}
`;
const files = { "zone.db": zoneText };

/** A server with the zone. */
interface Served extends RunningNameServer {
  readonly tlsPort?: number;
}

interface Peer {
  readonly program: string;
  readonly start: (certificate: TestCertificate) => Promise<Served>;
}

/** One that speaks TLS too. */
async function withTLS(start: (tlsPort: number) => Promise<RunningNameServer>): Promise<Served> {
  const tlsPort = await freePort();
  return { ...(await start(tlsPort)), tlsPort };
}

async function unboundWithZone({ key, cert }: TestCertificate, tlsPort: number): Promise<RunningNameServer> {
  return startUnbound({
    server: (folder) => {
      writeFileSync(folder.file("zone.db"), zoneText);
      return `  interface: 127.0.0.1@${String(tlsPort)}
  tls-port: ${String(tlsPort)}
  tls-service-key: "${key}"
  tls-service-pem: "${cert}"`;
    },
    clauses: `auth-zone:\n  name: "${origin}"\n  zonefile: "zone.db"\n  for-upstream: no`,
    ready: [origin],
  });
}

const peers: readonly Peer[] = [
  {
    program: "named",
    start: ({ key, cert }) =>
      withTLS((tlsPort) =>
        startNamed({
          files,
          options: `listen-on port ${String(tlsPort)} tls ours { 127.0.0.1; };`,
          statements: `tls ours { key-file "${key}"; cert-file "${cert}"; };
zone "resolve.example" { type primary; file "zone.db"; };`,
          ready: [origin],
        }),
      ),
  },
  { program: "unbound", start: (certificate) => withTLS((tlsPort) => unboundWithZone(certificate, tlsPort)) },
  {
    program: "knotd",
    start: () =>
      startKnot({ files, sections: "zone:\n  - domain: resolve.example\n    file: zone.db", ready: [origin] }),
  },
];

/** What everybody looks up. */
async function lookUpAll(resolver: StubResolver): Promise<void> {
  const web = await resolver.lookup(`www.${origin}`, "A");
  expect(web.canonicalName.toString()).toBe(`web.${origin}`);
  expect(web.records.map(({ data }) => data.address)).toEqual(["127.0.0.1"]);
  const { records } = await resolver.lookup(origin, "MX");
  expect(records.map(String)).toEqual([`${origin} 300 IN MX 10 mail.${origin}`]);
  const big = await resolver.lookup(`big.${origin}`, "TXT");
  expect(big.records[0]?.data.txtData).toHaveLength(10);
  await expect(resolver.lookup(`nowhere.${origin}`, "A")).rejects.toMatchObject({ code: "NXDOMAIN" });
  await expect(resolver.lookup(`web.${origin}`, "MX")).rejects.toMatchObject({ code: "NODATA" });
}

describe.each(peers)("our stub resolver, with $program as its server", ({ program, start }) => {
  describeWith([program, "openssl"], "by UDP, TCP and TLS", () => {
    it("finds what there is, in full, and tells no name from no data", async () => {
      using folder = new TemporaryFolder();
      const certificate = await makeCertificate(folder.path);
      await using server = await start(certificate);
      const { port, tlsPort } = server;
      const tls = { ca: readFileSync(certificate.cert) };
      const servers: (Upstream | { host: string; port: number; transport: "udp" | "tcp" })[] = [
        { host: "127.0.0.1", port, transport: "udp" },
        { host: "127.0.0.1", port, transport: "tcp" },
      ];
      if (tlsPort !== undefined)
        servers.push(new TLSUpstream({ host: "127.0.0.1", port: tlsPort, serverName: "localhost", tls }, reactor));
      for (const upstream of servers) {
        const resolver = new StubResolver({ servers: [upstream] }, reactor);
        await lookUpAll(resolver);
        resolver.close();
      }
      if (tlsPort === undefined) return;
      const stranger = new TLSUpstream({ host: "127.0.0.1", port: tlsPort, serverName: "other.example", tls }, reactor);
      const resolver = new StubResolver({ servers: [stranger], attempts: 1 }, reactor);
      await expect(resolver.lookup(origin, "MX")).rejects.toMatchObject({ name: "DNSLookupError" });
      resolver.close();
    });
  });
});

describeWith(["named"], "nodeLookup", () => {
  it("leads node:http to where BIND says", async () => {
    await using theirs = await startNamed({
      files,
      statements: 'zone "resolve.example" { type primary; file "zone.db"; };',
      ready: [origin],
    });
    await using site = await listening(createServer((_request, response) => response.end("hello")));
    const resolver = new StubResolver({ servers: [{ host: "127.0.0.1", port: theirs.port }] }, reactor);
    const body = await new Promise<string>((resolve, reject) => {
      get(
        { host: `www.${origin.slice(0, -1)}`, port: site.port, family: 4, lookup: nodeLookup(resolver) },
        (response) => {
          text(response).then(resolve, reject);
        },
      ).on("error", reject);
    });
    expect(body).toBe("hello");
    resolver.close();
  });
});

describeWith(["unbound", "dig", "openssl"], "our forwarder in front of Unbound", () => {
  it.each(["udp", "tls"])("gives what it says, by %s, and gives it again from its cache", async (transport) => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    const tlsPort = await freePort();
    await using unbound = await unboundWithZone(certificate, tlsPort);
    const tls = { ca: readFileSync(certificate.cert) };
    const upstream =
      transport === "udp"
        ? new ServerUpstream({ host: "127.0.0.1", port: unbound.port }, reactor)
        : new TLSUpstream({ host: "127.0.0.1", port: tlsPort, serverName: "localhost", tls }, reactor);
    await using ours = await serveDNS({ handlers: [cache(), forward([upstream])] });
    const first = await dig(ours.port, [`www.${origin}`, "A"]);
    expect(first).toMatchObject({ status: "NOERROR", flags: "qr rd ra" });
    expect(recordsIn(first, "ANSWER").map(String)).toEqual([
      `www.${origin} 300 IN CNAME web.${origin}`,
      `web.${origin} 300 IN A 127.0.0.1`,
    ]);
    expect((await dig(ours.port, [`nowhere.${origin}`, "A"])).status).toBe("NXDOMAIN");
    const big = await dig(ours.port, [`big.${origin}`, "TXT"]);
    expect(big.text).toContain(";; Truncated, retrying in TCP mode.");
    expect(recordsIn(big, "ANSWER")).toHaveLength(1);
    await unbound.program.stop("SIGKILL");
    const again = await dig(ours.port, [`www.${origin}`, "A"]);
    expect(recordsIn(again, "ANSWER")).toHaveLength(2);
    expect((await dig(ours.port, [`unknown.${origin}`, "A"])).status).toBe("SERVFAIL");
    upstream.close();
  });
});
