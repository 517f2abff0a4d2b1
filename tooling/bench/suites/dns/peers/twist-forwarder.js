/** Ours as a resolver in the house: a cache in front of another server, all limits as they are by default. */
import { reactor } from "@twist/core";
import { Name } from "@twist/dns";
import { makeUpstream } from "@twist/dns/client";
import { authoritative, cache, DNSDatagramServer, forward } from "@twist/dns/server";
import { parseZone, Zone, ZoneTable } from "@twist/dns/zone";
import { serve } from "./serve.js";
import { origin, zoneText } from "./zone.js";

serve(async () => {
  const zone = Zone.fromRecords(Name.fromText(origin), parseZone(zoneText("one")));
  const upstream = makeUpstream(
    { host: "127.0.0.1", port: await listen(authoritative(new ZoneTable([zone]))) },
    reactor,
  );
  return { forward: await listen(cache(), forward([upstream])) };
});

/** @param {import("@twist/dns/server").DNSHandler[]} handlers */
async function listen(...handlers) {
  const port = await reactor.listenUDP(0, new DNSDatagramServer({ handlers }), { interface: "127.0.0.1" });
  return port.host.port;
}
