import { AddressList } from "@twist/core";
import type { DNSQuery } from "../server/dns-query.js";
import { nameKeys } from "./name-keys.js";
import type { Name } from "../wire/name.js";

/**
 * Who may do something with a zone. All that a rule names has to hold: one with addresses and keys wants a message that comes from one
 * of the addresses and is signed with one of the keys. It names at least one of the two.
 */
export interface AccessRule {
  /** Literal addresses and networks. */
  readonly addresses?: Iterable<string> | AddressList;
  /** Names of TSIG keys, which the server has in its keyring. */
  readonly keys?: Iterable<Name | string>;
  /** The origins of the zones that it is for. @default all */
  readonly zones?: Iterable<Name | string>;
  /** Whether it has to come by TLS, so that nobody on the way learns what is in the zone (RFC 9103). @default false */
  readonly onlyByTLS?: boolean;
}

/** An `AccessRule`, ready to be asked. */
export class CompiledRule {
  readonly #addresses: AddressList | undefined;
  readonly #keys: ReadonlySet<string> | undefined;
  readonly #zones: ReadonlySet<string> | undefined;
  readonly #onlyByTLS: boolean;

  /** @throws {RangeError} for a rule that names nobody. @throws {TypeError} for an address that is none. */
  constructor({ addresses, keys, zones, onlyByTLS = false }: AccessRule) {
    if (addresses === undefined && keys === undefined) throw new RangeError("a rule names addresses, keys, or both");
    if (addresses !== undefined) {
      this.#addresses = addresses instanceof AddressList ? addresses : new AddressList(addresses);
    }
    this.#keys = keys === undefined ? undefined : nameKeys(keys);
    this.#zones = zones === undefined ? undefined : nameKeys(zones);
    this.#onlyByTLS = onlyByTLS;
  }

  permits({ peer, keyName, transport }: DNSQuery, origin: Name): boolean {
    if (this.#onlyByTLS && transport !== "tls") return false;
    if (this.#zones?.has(origin.key) === false) return false;
    if (this.#keys !== undefined && (keyName === undefined || !this.#keys.has(keyName.key))) return false;
    return this.#addresses === undefined || ("host" in peer && this.#addresses.has(peer.host));
  }
}
