import { isIPv4, isIPv6 } from "@twist/core";
import { formatIPv6, parseIPv6 } from "../presentation/ipv6-text.js";
import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { PTR } from "../records/ptr.js";
import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { reverseName } from "./reverse-name.js";

/** Lines and names beyond these are not looked at. */
const maxLines = 100_000;
const maxNamesPerLine = 256;

/** What `/etc/hosts` says (hosts(5)): names that are looked up nowhere else. */
export class Hosts {
  readonly #addresses = new Map<string, string[]>();
  readonly #names = new Map<string, Name[]>();

  /** Reads a hosts file. Never throws: what isn't understood is passed over. */
  static parse(text: string): Hosts {
    const hosts = new Hosts();
    for (const line of text.split("\n", maxLines)) {
      const [entry = ""] = line.split("#", 1);
      const [address = "", ...names] = entry.split(/[ \t\r]/, maxNamesPerLine).filter((word) => word !== "");
      for (const name of names) hosts.#add(address, name);
    }
    return hosts;
  }

  /** How many names it has. */
  get size(): number {
    return this.#addresses.size;
  }

  /** The records that it has for `question`; `undefined` for a name that isn't in it. Their TTL is 0. */
  answer({ name, type }: Question): ResourceRecord[] | undefined {
    if (type === PTR.code) {
      return this.#names
        .get(name.key)
        ?.map((ptrdname) => new ResourceRecord({ name, type: PTR, ttl: 0, data: { ptrdname } }));
    }
    if (type !== A.code && type !== AAAA.code) return undefined;
    return this.#addresses
      .get(name.key)
      ?.filter((address) => isIPv4(address) === (type === A.code))
      .map((address) => new ResourceRecord({ name, type: type === A.code ? A : AAAA, ttl: 0, data: { address } }));
  }

  #add(address: string, text: string): void {
    // An address with a zone (`fe80::1%lo0`) has no place in a record.
    if ((!isIPv4(address) && !isIPv6(address)) || address.includes("%")) return;
    const name = nameOf(text);
    if (name === undefined) return;
    append(this.#addresses, name.key, isIPv4(address) ? address : canonical(address));
    append(this.#names, reverseName(address).key, name);
  }
}

/** As answers have it, however the file writes it (RFC 5952). */
function canonical(address: string): string {
  const groups = new Uint16Array(8);
  return parseIPv6(address, groups) ? formatIPv6(groups) : address;
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function nameOf(text: string): Name | undefined {
  try {
    return Name.fromText(text);
  } catch (error) {
    if (error instanceof DNSError) return undefined;
    throw error;
  }
}
