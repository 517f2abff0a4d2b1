import { CDNSKEY } from "../../records/cdnskey.js";
import { CDS } from "../../records/cds.js";
import { DNSKEY } from "../../records/dnskey.js";
import { RRSIG, type RRSIGData } from "../../records/rrsig.js";
import type { Name } from "../../wire/name.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import { CanonicalSet } from "../canonical-set.js";
import { signedData, signedLabels } from "../signed-data.js";
import type { KeptSignatures } from "./kept-signatures.js";
import type { SigningKey } from "./signing-key.js";
import type { SigningTimes } from "./signing-times.js";

/** What the keys that the parent knows sign: what says which keys there are (RFC 4035 §2.2, RFC 7344 §4.1). */
const keyTypes: ReadonlySet<number> = new Set([DNSKEY.code, CDS.code, CDNSKEY.code]);

/** What a `ZoneSigner` signs with. */
export interface ZoneSignerOptions {
  readonly zone: Name;
  readonly keys: readonly SigningKey[];
  readonly times: SigningTimes;
  /** Signatures that needn't be made again. @default none */
  readonly kept?: KeptSignatures | undefined;
}

/** Signs RRsets of a zone with its keys. Each algorithm that the zone has a key of signs everything (RFC 4035 §2.2). */
export class ZoneSigner {
  readonly #times: SigningTimes;
  readonly #forKeys: readonly SigningKey[];
  readonly #forData: readonly SigningKey[];
  readonly #kept: KeptSignatures | undefined;

  /** Throws a `RangeError` for no keys, one of another zone, or two that validators would take for one another. */
  constructor({ zone, keys, times, kept }: ZoneSignerOptions) {
    if (keys.length === 0) throw new RangeError("a zone is signed with one key at least");
    const stranger = keys.find((key) => !key.zone.equals(zone));
    if (stranger !== undefined)
      throw new RangeError(`a key of ${stranger.zone.toString()} can't sign ${zone.toString()}`);
    const tags = new Set(keys.map(({ algorithm, keyTag }) => algorithm * 0x1_0000 + keyTag));
    if (tags.size < keys.length) throw new RangeError("two keys have the same tag: leave one out, or make another");
    this.#times = times;
    this.#kept = kept;
    this.#forKeys = preferred(keys, (key) => key.isEntryPoint);
    this.#forData = preferred(keys, (key) => !key.isEntryPoint);
  }

  /** The RRSIG records of an RRset. */
  sign(records: readonly ResourceRecord[]): ResourceRecord<RRSIGData>[] {
    const [first] = records;
    if (first === undefined) return [];
    const kept = this.#kept?.find(records) ?? [];
    return (keyTypes.has(first.type) ? this.#forKeys : this.#forData).map(
      (key) => kept.find(({ data }) => isBy(key, data)) ?? this.#signature(first, records, key),
    );
  }

  #signature(
    { name, type, class: recordClass, ttl }: ResourceRecord,
    records: readonly ResourceRecord[],
    key: SigningKey,
  ): ResourceRecord<RRSIGData> {
    const unsigned: RRSIGData = {
      typeCovered: type,
      algorithm: key.algorithm,
      labels: signedLabels(name),
      originalTTL: ttl,
      signatureExpiration: this.#times.nextExpiration(),
      signatureInception: this.#times.inception,
      keyTag: key.keyTag,
      signersName: key.zone,
      signature: Buffer.alloc(0),
    };
    const data = { ...unsigned, signature: key.sign(signedData(unsigned, new CanonicalSet(records))) };
    return new ResourceRecord({ name, type: RRSIG, class: recordClass, ttl, data });
  }
}

function isBy(key: SigningKey, { keyTag, algorithm, signersName }: RRSIGData): boolean {
  return keyTag === key.keyTag && algorithm === key.algorithm && signersName.equals(key.zone);
}

/** Of each algorithm the keys that `suits` takes, or all where it takes none: a zone with one kind of key has that sign everything. */
function preferred(keys: readonly SigningKey[], suits: (key: SigningKey) => boolean): SigningKey[] {
  return keys.filter((key) => suits(key) || !keys.some((other) => other.algorithm === key.algorithm && suits(other)));
}
