import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { SOA } from "../records/soa.js";
import { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import type { RecordType } from "../wire/record-type.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";
import type { ZoneFinding } from "./zone-response.js";

const ttl = 10_800;

/** Names that nobody on the Internet is to be asked for, nor those below them: RFC 6761, RFC 7686, RFC 8375, RFC 6762 §22. */
const special = ["localhost", "invalid", "test", "onion", "local", "home.arpa"];

/** The reverse names of addresses that mean something else in each network (RFC 6303, RFC 7793). */
const reverse = [
  ...["0", "10", "127", "254.169", "168.192", "2.0.192", "100.51.198", "113.0.203", "255.255.255.255"],
  ...Array.from({ length: 16 }, (_, i) => `${String(16 + i)}.172`),
  ...Array.from({ length: 64 }, (_, i) => `${String(64 + i)}.100`),
].map((labels) => `${labels}.in-addr.arpa`);

const zeros = "0.".repeat(31);
const reverse6 = [
  `0.${zeros}`,
  `1.${zeros}`,
  "d.f.",
  "c.f.",
  "8.e.f.",
  "9.e.f.",
  "a.e.f.",
  "b.e.f.",
  "8.b.d.0.1.0.0.2.",
].map((labels) => `${labels}ip6.arpa`);

const zones = new Map(
  [...special, ...reverse, ...reverse6].map((text) => [Name.fromText(text).key, Name.fromText(text)]),
);
const localhost = Name.fromText("localhost.");

/**
 * What we say ourselves of names that mean something on this machine or in this network only; `undefined` for all others. Of `localhost` we
 * know where it is, of all others that we don't know them.
 */
export function findSpecialName({ name, type }: Question): ZoneFinding | undefined {
  const zone = zoneOf(name);
  if (zone === undefined) return undefined;
  const isLocalhost = zone.equals(localhost);
  if (isLocalhost && type === A.code) return records(name, A, { address: "127.0.0.1" });
  if (isLocalhost && type === AAAA.code) return records(name, AAAA, { address: "::1" });
  const kind = isLocalhost || name.equals(zone) ? "nodata" : "nxdomain";
  return { kind, chain: [], name, denial: { soa: soaOf(zone), proofs: [], ttl }, hasAuthority: true };
}

function zoneOf({ key }: Name): Name | undefined {
  for (let position = 0; position < key.length; position += 1 + key.charCodeAt(position)) {
    const zone = zones.get(position === 0 ? key : key.slice(position));
    if (zone !== undefined) return zone;
  }
  return undefined;
}

function records<Data extends object>(name: Name, type: RecordType<Data>, data: Data): ZoneFinding {
  const set = new RRSet([new ResourceRecord({ name, type, ttl, data })]);
  return { kind: "records", chain: [set], proofs: [], name, hasAuthority: true };
}

/** What RFC 6303 §3 says that such a zone has. */
function soaOf(zone: Name): RRSet {
  const data = {
    mname: zone,
    rname: Name.fromText("nobody.invalid."),
    serial: 1,
    refresh: 3600,
    retry: 1200,
    expire: 604_800,
    minimum: ttl,
  };
  return new RRSet([new ResourceRecord({ name: zone, type: SOA, ttl, data })]);
}
