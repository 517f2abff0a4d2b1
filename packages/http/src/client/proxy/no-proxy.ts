import { hostOf, portOf } from "../direct-connector.js";
import { addressNumber, IPRange } from "./ip-range.js";

/** One entry of the list. */
interface Exception {
  /** A name that it is for, with all below it, in lower case; or addresses. */
  readonly name: string;
  readonly range: IPRange | undefined;
  /** `undefined`: any. */
  readonly port: number | undefined;
}

/**
 * The servers that no proxy is used for, as NO_PROXY lists them, with commas or spaces between: `example.org` (and, like `.example.org` and
 * `*.example.org`, all hosts below it), `192.0.2.1`, `10.0.0.0/8`, `[2001:db8::1]`, `fd00::/8`, each with a `:port` where it is for one port; `*` for all.
 * An address matches in any of its forms, IPv4-mapped IPv6 too.
 */
export class NoProxy {
  readonly #all: boolean;
  readonly #exceptions: readonly Exception[];

  constructor(list = "") {
    const entries = list.split(/[\s,]+/).filter((entry) => entry !== "");
    this.#all = entries.includes("*");
    this.#exceptions = entries.map(parseException);
  }

  /** Whether `url` is reached without a proxy. */
  includes(url: URL): boolean {
    if (this.#all) return true;
    const port = portOf(url);
    const host = withoutDot(hostOf(url).toLowerCase());
    const address = addressNumber(host);
    return this.#exceptions.some((exception) => {
      if (exception.port !== undefined && exception.port !== port) return false;
      if (address !== undefined) return exception.range?.includes(address) === true;
      return exception.range === undefined && (host === exception.name || host.endsWith(`.${exception.name}`));
    });
  }
}

function parseException(entry: string): Exception {
  const whole = IPRange.parse(entry);
  if (whole !== undefined) return { name: "", range: whole, port: undefined };
  const colon = /^(.*):(\d{1,5})$/.exec(entry);
  const port = colon === null ? undefined : Number(colon[2]);
  const host = (colon?.[1] ?? entry).toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return { name: withoutDot(host.replace(/^\*?\./, "")), range: IPRange.parse(host), port };
}

function withoutDot(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}
