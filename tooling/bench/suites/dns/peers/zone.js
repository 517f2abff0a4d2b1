/** What the servers serve: the same records for each of them, in the form that it takes. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {"one" | "mixed"} Service */

/**
 * @typedef {object} ZoneRecord
 * @property {string} name Without the dot at the end.
 * @property {"A" | "AAAA" | "MX" | "TXT" | "CNAME" | "SRV"} type
 * @property {string} data As a zone file has it.
 */

export const origin = "example.com";
export const ttl = 300;
export const address = "192.0.2.1";

/** What a zone can't be without. */
export const apex = [
  `${origin}. ${String(ttl)} IN SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300`,
  `${origin}. ${String(ttl)} IN NS ns.example.net.`,
];

/** All records but the apex's: one A record, or 10,000 names of six types. @type {Readonly<Record<Service, () => ZoneRecord[]>>} */
export const records = {
  one: () => [{ name: `www.${origin}`, type: "A", data: address }],
  mixed: () => Array.from({ length: 10_000 }, (_, index) => mixedRecord(index)),
};

/** @param {number} index @returns {ZoneRecord} */
function mixedRecord(index) {
  const name = `host-${String(index)}.${origin}`;
  const low = String(index & 0xff);
  const high = String(index >> 8);
  const kind = index % 20;
  if (kind < 10) return { name, type: "A", data: `10.1.${high}.${low}` };
  if (kind < 14) return { name, type: "AAAA", data: `2001:db8::${index.toString(16)}` };
  // What these name is outside, so that no server has more to say about it.
  if (kind < 16) return { name, type: "MX", data: `10 mail-${low}.example.net.` };
  if (kind < 18) return { name, type: "TXT", data: `"v=spf1 ip4:10.1.${high}.${low} -all"` };
  if (kind < 19) return { name, type: "CNAME", data: `alias-${low}.example.net.` };
  return { name, type: "SRV", data: `0 5 5060 sip-${low}.example.net.` };
}

/** @param {Service} service */
export function zoneText(service) {
  const lines = records[service]().map(({ name, type, data }) => `${name}. ${String(ttl)} IN ${type} ${data}`);
  return `${[...apex, ...lines].join("\n")}\n`;
}

/** Writes the zone's file; gives its path. @param {Service} service */
export function writeZone(service) {
  return write(`${service}.zone`, zoneText(service));
}

/** Writes what dnsperf asks, in an order that no cache line likes; gives the file's path. @param {Service} service */
export function writeQueries(service) {
  const all = records[service]();
  // A step that shares no factor with their number comes to each of them.
  const asked = all.map((_, index) => all[(index * 7_919) % all.length]);
  return write(`${service}.queries`, asked.map((record) => `${record?.name ?? ""} ${record?.type ?? ""}\n`).join(""));
}

/** @param {string} name @param {string} content */
function write(name, content) {
  const path = join(tmpdir(), `twist-bench-dns-${String(process.pid)}-${name}`);
  writeFileSync(path, content);
  return path;
}
