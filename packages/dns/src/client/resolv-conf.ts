import { isIPv4, isIPv6 } from "@twist/core";

/** Servers, names of a search list, and lines beyond these are not looked at. */
const maxServers = 8;
const maxSearch = 32;
const maxLines = 1_000;

/** What `resolv.conf` says (resolv.conf(5)). */
export interface ResolvConf {
  /** Literal addresses, in their order. */
  readonly servers: readonly string[];
  /** What is put behind short names. */
  readonly search: readonly string[];
  /** A name with at least so many dots is tried as it is first. 0 to 15. */
  readonly ndots: number;
  /** How long one server is waited for. 1 to 30 seconds. */
  readonly timeoutMs: number;
  /** How often the list of servers is gone through. 1 to 5. */
  readonly attempts: number;
  /** Whether queries begin with another server each time. */
  readonly rotate: boolean;
  /** Whether TCP is used always. */
  readonly useTCP: boolean;
  /** Whether the servers' word on DNSSEC is trusted (AD). */
  readonly trustAD: boolean;
}

type Draft = { -readonly [Field in keyof ResolvConf]: ResolvConf[Field] };

/** Reads a `resolv.conf`. Never throws: what isn't understood is passed over, as the system's own resolver does. */
export function parseResolvConf(text: string): ResolvConf {
  const servers: string[] = [];
  const conf: Draft = {
    servers,
    search: [],
    ndots: 1,
    timeoutMs: 5_000,
    attempts: 2,
    rotate: false,
    useTCP: false,
    trustAD: false,
  };
  for (const line of text.split("\n", maxLines)) {
    if (line.startsWith("#") || line.startsWith(";")) continue;
    const [keyword, ...values] = line.split(/[ \t\r]/, 64).filter((word) => word !== "");
    const [first = ""] = values;
    if (keyword === "nameserver") {
      if ((isIPv4(first) || isIPv6(first)) && servers.length < maxServers) servers.push(first);
    } else if (keyword === "domain" || keyword === "search") {
      // The last one counts.
      conf.search = values.slice(0, keyword === "domain" ? 1 : maxSearch);
    } else if (keyword === "options") {
      for (const option of values) readOption(conf, option);
    }
  }
  return conf;
}

function readOption(conf: Draft, option: string): void {
  const [name, value = ""] = option.split(":", 2);
  const number = /^\d{1,5}$/.test(value) ? Number(value) : undefined;
  if (name === "rotate") conf.rotate = true;
  else if (name === "use-vc") conf.useTCP = true;
  else if (name === "trust-ad") conf.trustAD = true;
  else if (number === undefined) return;
  else if (name === "ndots") conf.ndots = Math.min(number, 15);
  else if (name === "timeout") conf.timeoutMs = Math.min(Math.max(number, 1), 30) * 1000;
  else if (name === "attempts") conf.attempts = Math.min(Math.max(number, 1), 5);
}
