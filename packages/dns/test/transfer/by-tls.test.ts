import { beforeEach, describe, expect, it } from "@jest/globals";
import { type SimulatedHost, SimulatedAuthority, type SimulatedNetwork } from "@twist/core/testing";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { DNSServerFactory } from "../../src/server/dns-server-factory.js";
import { SecondaryZones } from "../../src/secondary/secondary-zones.js";
import type { AccessRule } from "../../src/transfer/access-rule.js";
import { transferZone } from "../../src/transfer/transfer-zone.js";
import { transfers } from "../../src/transfer/transfers.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { Name } from "../../src/wire/name.js";
import { makeNetwork, outcome, serve, texts } from "./serve.js";
import { version } from "./versions.js";

const authority = new SimulatedAuthority();
const tls = { ca: authority.certificate };
const zone = version(1, "secret-host A 192.0.2.80");

let network: SimulatedNetwork;
let secondary: SimulatedHost;

/** Serves the zone in clear and by TLS, to those whom `allow` names. */
async function primary(allow: AccessRule): Promise<void> {
  const publisher = new ZonePublisher();
  publisher.publish(zone);
  const { zones, history } = publisher;
  const host = network.host("primary", { addresses: ["192.0.2.1"] });
  const options = { handlers: [transfers(zones, { allow, history }), authoritative(zones)] };
  await serve(host, options);
  await host.reactor.listenTLS(853, new DNSServerFactory(options), {
    certificate: authority.issue(["primary.example"]),
  });
}

beforeEach(() => {
  network = makeNetwork();
  secondary = network.host("secondary", { addresses: ["192.0.2.2"] });
});

describe("zone transfer by TLS (RFC 9103)", () => {
  const everybody = { addresses: ["0.0.0.0/0"] };
  const server = { host: "192.0.2.1", transport: "tls", serverName: "primary.example", tls } as const;

  it("brings the zone, from a server that proves its name", async () => {
    await primary(everybody);
    const { reactor } = secondary;
    const got = await outcome(network, transferZone("example.", { server, reactor }));
    expect(texts(got.records())).toEqual(texts(zone.records()));
    const other = { ...server, serverName: "other.example" };
    await expect(outcome(network, transferZone("example.", { server: other, reactor }))).rejects.toMatchObject({
      name: "DNSExchangeError",
    });
    const stranger = { ...server, tls: { ca: new SimulatedAuthority("Another").certificate } };
    await expect(outcome(network, transferZone("example.", { server: stranger, reactor }))).rejects.toMatchObject({
      name: "DNSExchangeError",
    });
  });

  it("can be the only way: in clear the zone goes to nobody", async () => {
    await primary({ ...everybody, onlyByTLS: true });
    const { reactor } = secondary;
    await expect(
      outcome(network, transferZone("example.", { server: { host: "192.0.2.1" }, reactor })),
    ).rejects.toMatchObject({ code: "TRANSFER_REFUSED" });
    expect((await outcome(network, transferZone("example.", { server, reactor }))).size).toBe(zone.size);
  });

  it("is how a secondary keeps its copy", async () => {
    await primary({ ...everybody, onlyByTLS: true });
    const publisher = new ZonePublisher();
    const { reactor } = secondary;
    const secondaries = new SecondaryZones({
      publisher,
      reactor,
      zones: [{ origin: "example.", primaries: [server] }],
    });
    const started = secondaries.startService();
    await network.run(10_000);
    await started;
    const copy = publisher.zones.get(Name.fromText("example."));
    expect(texts(copy?.records() ?? [])).toEqual(texts(zone.records()));
    const stopped = secondaries.stopService();
    await network.run(10_000);
    await stopped;
  });
});
