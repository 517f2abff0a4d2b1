import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { reactor } from "@twist/core";
import { Name } from "@twist/dns";
import { type HTTPSFetch, HTTPSUpstream, type HTTPSUpstreamOptions, StubResolver } from "@twist/dns/client";
import { authoritative } from "@twist/dns/server";
import { parseZone, Zone, ZoneTable } from "@twist/dns/zone";
import { Agent, createFetch } from "@twist/http/client";
import * as undici from "undici";
import { describeWith } from "../../src/describe-with.js";
import { serveDNS, type ServedDNS } from "../../src/dns/serve-dns.js";
import { startDNSDist } from "../../src/dns/start-dnsdist.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";

const origin = Name.fromText("https.example.");
const big = Array.from({ length: 40 }, (_, i) => `"${String(i).padStart(100, "x")}"`).join(" ");

/** The zone's own server, which dnsdist asks. */
function serveZone(): Promise<ServedDNS> {
  const text = `$TTL 300\n@ SOA ns hostmaster 1 3600 900 1209600 60\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\nbig TXT ${big}`;
  return serveDNS({
    handlers: [authoritative(new ZoneTable([Zone.fromRecords(origin, parseZone(text, { origin }))]))],
  });
}

async function lookUp(options: HTTPSUpstreamOptions): Promise<void> {
  const resolver = new StubResolver({ servers: [new HTTPSUpstream(options, reactor)], attempts: 1 }, reactor);
  const { records } = await resolver.lookup(`www.${origin.toString()}`, "A");
  expect(records.map(({ data }) => data.address)).toEqual(["192.0.2.80"]);
  const text = await resolver.lookup(`big.${origin.toString()}`, "TXT");
  expect(text.records[0]?.data.txtData).toHaveLength(40);
  await expect(resolver.lookup(`nowhere.${origin.toString()}`, "A")).rejects.toMatchObject({ code: "NXDOMAIN" });
  await expect(resolver.lookup(`www.${origin.toString()}`, "MX")).rejects.toMatchObject({ code: "NODATA" });
  resolver.close();
}

describeWith(["dnsdist", "openssl"], "our resolver, by HTTPS (RFC 8484) with dnsdist", () => {
  it.each(["POST", "GET"] as const)("finds what there is by %s, over the fetch of @twist/http", async (method) => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using upstream = await serveZone();
    await using theirs = await startDNSDist(upstream.port, certificate);
    await using agent = new Agent({ tls: { ca: readFileSync(certificate.cert) } });
    await lookUp({ url: theirs.url, method, fetch: createFetch({ requester: agent }) });
  });

  it.each(["POST", "GET"] as const)("finds what there is by %s, over undici and HTTP/2", async (method) => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using upstream = await serveZone();
    await using theirs = await startDNSDist(upstream.port, certificate);
    const dispatcher = new undici.Agent({ allowH2: true, connect: { ca: readFileSync(certificate.cert) } });
    const fetch: HTTPSFetch = async (url, init) => {
      const response = await undici.fetch(url, { ...init, dispatcher });
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers: [...headers] });
    };
    await lookUp({ url: `${theirs.url}{?dns}`, method, fetch });
    await dispatcher.close();
  });
});
