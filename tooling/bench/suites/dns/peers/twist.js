/** Ours, as a user of Twist writes it: all limits as they are by default. */
import { reactor } from "@twist/core";
import { Name } from "@twist/dns";
import { authoritative, DNSDatagramServer } from "@twist/dns/server";
import { parseZone, Zone, ZoneTable } from "@twist/dns/zone";
import { serve } from "./serve.js";
import { origin, zoneText } from "./zone.js";

serve(async () => ({ one: await listen("one"), mixed: await listen("mixed") }));

/** @param {import("./zone.js").Service} service */
async function listen(service) {
  const zone = Zone.fromRecords(Name.fromText(origin), parseZone(zoneText(service)));
  const server = new DNSDatagramServer({ handlers: [authoritative(new ZoneTable([zone]))] });
  const port = await reactor.listenUDP(0, server, { interface: "127.0.0.1" });
  return port.host.port;
}
