import type { ReactorTime } from "@twist/core";
import { nsec3OptOut } from "../dnssec/nsec3-hash.js";
import { resignZone } from "../dnssec/signing/resign-zone.js";
import { signZone, type SignZoneOptions } from "../dnssec/signing/sign-zone.js";
import type { SigningKey } from "../dnssec/signing/signing-key.js";
import { DNSKEY } from "../records/dnskey.js";
import { NSEC3 } from "../records/nsec3.js";
import { NSEC3PARAM } from "../records/nsec3param.js";
import { SOA } from "../records/soa.js";
import { ZONEMD } from "../records/zonemd.js";
import type { Name } from "../wire/name.js";
import { nextSerial } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneChanges } from "../zone/zone-changes.js";

/**
 * Signs the zones that there are keys for. A zone that has an NSEC3PARAM record keeps to NSEC3 with these parameters, and one that has a
 * ZONEMD record gets a new one; all others get NSEC.
 */
export class ZoneSigning {
  readonly #clock: ReactorTime;
  readonly #keys = new Map<string, SigningKey[]>();

  constructor(keys: readonly SigningKey[], clock: ReactorTime) {
    this.#clock = clock;
    for (const key of keys) {
      const { key: origin } = key.zone;
      this.#keys.set(origin, [...(this.#keys.get(origin) ?? []), key]);
    }
  }

  /** Whether there is a key for the zone with this origin. */
  signs(origin: Name): boolean {
    return this.#keys.has(origin.key);
  }

  /**
   * The zone, signed. Signatures of `previous`, which we have signed too, are taken over where they are still good. Without it the serial
   * is the next one, since secondaries may have the zone unsigned.
   */
  sign(zone: Zone, previous: Zone | undefined): Zone {
    const serial = previous === undefined ? nextSerial(zone.serial) : zone.serial;
    return signZone(zone, this.#keysOf(zone.origin), { ...this.#optionsFor(zone), previous, serial });
  }

  /** What is to be changed so that no signature of a signed zone ends soon: a part at a time; `undefined` once that is so. */
  renewal(zone: Zone): ZoneChanges | undefined {
    return resignZone(zone, this.#keysOf(zone.origin), { nowMs: this.#clock.wallTime() });
  }

  /** A new version of a zone that isn't signed yet, or not with all of the keys; `undefined` for one that is. */
  signedAnew(zone: Zone): Zone | undefined {
    const published = new Set(zone.apex.get(DNSKEY)?.records.map(({ data }) => data.publicKey.toString("latin1")));
    const isSigned = (zone.apex.get(SOA)?.signatures.length ?? 0) > 0;
    const keys = this.#keysOf(zone.origin);
    if (isSigned && keys.every(({ dnskey }) => published.has(dnskey.publicKey.toString("latin1")))) return undefined;
    return this.sign(zone, undefined);
  }

  #keysOf(origin: Name): readonly SigningKey[] {
    return this.#keys.get(origin.key) ?? [];
  }

  #optionsFor(zone: Zone): SignZoneOptions {
    const [parameters] = zone.apex.get(NSEC3PARAM)?.records ?? [];
    const options = { nowMs: this.#clock.wallTime(), zoneDigest: zone.apex.has(ZONEMD.code) };
    if (parameters === undefined) return options;
    const { salt, iterations } = parameters.data;
    const [link] = zone.hashedNodes[0]?.get(NSEC3)?.records ?? [];
    const optOut = ((link?.data.flags ?? 0) & nsec3OptOut) !== 0;
    return { ...options, denial: { nsec3: { salt, iterations, optOut } } };
  }
}
