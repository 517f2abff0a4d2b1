import type { DNSHandler } from "../server/dns-handler.js";
import { Opcode } from "../wire/opcode.js";
import type { ZoneUpdater } from "./zone-updater.js";

/**
 * Takes UPDATE messages (RFC 2136). Everything else is the next handler's.
 *
 *     const updater = new ZoneUpdater({
 *       publisher,
 *       zones: [{ origin: "example.com", store: await ZoneStore.open(zone, { files, path: "/example.com" }) }],
 *       allow: { keys: ["dhcp.example.com."], below: ["hosts.example.com."], types: ["A", "AAAA", "DHCID"] },
 *     });
 *     const handlers = [updates(updater), authoritative(publisher.zones)];
 */
export function updates(updater: ZoneUpdater): DNSHandler {
  return (query, next) => (query.message.opcode === Opcode.UPDATE ? updater.answer(query) : next(query));
}
