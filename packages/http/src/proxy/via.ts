import { randomBytes } from "node:crypto";
import type { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";
import { isToken, trimOWS } from "../wire/octets.js";

/**
 * A proxy's name in Via (RFC 9110 §7.6.3), which tells where a message has been:
 *
 *     Via = #( received-protocol RWS received-by [ RWS comment ] )
 */
export class Via {
  readonly #name: string;

  /**
   * @param pseudonym A token. The default is made up at random, so that two proxies in a row don't take each other for a loop.
   * @throws {TypeError} where it isn't a token.
   */
  constructor(pseudonym = `twist-${randomBytes(6).toString("hex")}`) {
    if (!isToken(pseudonym)) throw new TypeError("a pseudonym for Via must be a token");
    this.#name = pseudonym;
  }

  /** Adds the hop that has brought a message of HTTP/1.`minorVersion`. */
  add(headers: Headers, minorVersion: number): void {
    headers.append("Via", `1.${String(minorVersion)} ${this.#name}`);
  }

  /** Whether a message with these fields has been here before. */
  isLoop(headers: Headers): boolean {
    const name = this.#name.toLowerCase();
    return headers
      .getAll("via")
      .flatMap((value) => parseList(value))
      .some((member) => receivedBy(member).toLowerCase() === name);
  }
}

function receivedBy(member: string): string {
  const space = member.search(/[ \t]/);
  if (space < 0) return "";
  const rest = trimOWS(member.substring(space));
  const end = rest.search(/[ \t]/);
  return end < 0 ? rest : rest.substring(0, end);
}
