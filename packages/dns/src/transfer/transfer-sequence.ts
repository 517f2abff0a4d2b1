import { SOA, type SOAData } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import { isMetaType } from "../wire/query-type.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import { TransferError } from "./transfer-error.js";

/**
 * What a record of a transfer means where it stands:
 *
 * - `end`: the SOA at either end, of the version that is transferred.
 * - `record`: a record of the whole zone.
 * - `from`, `to`: the SOAs in front of what is removed and what is added.
 * - `removed`, `added`: a change.
 */
export type TransferRole = "end" | "record" | "from" | "to" | "removed" | "added";

/** A whole zone, changes, or nothing new. */
export type TransferForm = "zone" | "changes" | "current";

/** What a transfer has to be of. */
export interface TransferSequenceOptions {
  readonly origin: Name;
  readonly class: number;
  /** For IXFR: the serial that the changes are asked from. @default none: AXFR */
  readonly serial?: number | undefined;
}

/**
 * The order in which records make a transfer (RFC 5936 §2.2, RFC 1995 §4), one record at a time:
 *
 *     end record* end                            a whole zone
 *     end (from removed* to added*)+ end         changes
 *     end                                        nothing new; the message ends there
 */
export class TransferSequence {
  readonly #options: TransferSequenceOptions;
  #soa: ResourceRecord<SOAData> | undefined;
  #form: TransferForm | undefined;
  #phase: "removed" | "added" | undefined;
  /** The serial that the changes have come to. */
  #serial: number | undefined;
  #isComplete = false;

  constructor(options: TransferSequenceOptions) {
    this.#options = options;
  }

  /** The SOA of the version that is transferred, once it is there. */
  get soa(): ResourceRecord<SOAData> | undefined {
    return this.#soa;
  }

  /** What kind of transfer it is, as soon as that shows. */
  get form(): TransferForm | undefined {
    return this.#form;
  }

  /** Whether its last record was there. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Takes the next record. Throws a `TransferError` where it can't stand here, and a `DNSDecodeError` where it can't be read. */
  accept(record: ResourceRecord): TransferRole {
    if (this.#isComplete) throw bad("there are records behind its end");
    this.#check(record);
    if (this.#soa === undefined) {
      if (!record.is(SOA)) throw bad("it doesn't begin with an SOA record");
      this.#soa = record;
      return "end";
    }
    this.#form ??= this.#formBy(record);
    return this.#form === "changes" ? this.#change(record, this.#soa) : this.#whole(record, this.#soa);
  }

  /** A message has ended: an IXFR is answered with the SOA alone where there is nothing new. */
  messageEnded(): void {
    const { serial } = this.#options;
    if (this.#soa === undefined || this.#form !== undefined || serial === undefined) return;
    if (!(compareSerials(this.#soa.data.serial, serial) <= 0)) return;
    this.#form = "current";
    this.#isComplete = true;
  }

  #check(record: ResourceRecord): void {
    const { origin, class: recordClass } = this.#options;
    record.assertValid();
    if (!record.name.isSubdomainOf(origin)) throw bad("it has a record that isn't in the zone");
    if (record.class !== recordClass) throw bad("it has a record of another class");
    if (isMetaType(record.type)) throw bad("it has a record of a type that no zone holds");
    if (record.is(SOA) && !record.name.equals(origin)) throw bad("it has an SOA record below the top of the zone");
  }

  #formBy(second: ResourceRecord): TransferForm {
    return second.is(SOA) && second.data.serial === this.#options.serial ? "changes" : "zone";
  }

  #whole(record: ResourceRecord, soa: ResourceRecord<SOAData>): TransferRole {
    if (!record.is(SOA)) return "record";
    if (!record.equals(soa)) throw bad("it ends with another version than it began with");
    this.#isComplete = true;
    return "end";
  }

  #change(record: ResourceRecord, soa: ResourceRecord<SOAData>): TransferRole {
    const phase = this.#phase;
    if (!record.is(SOA)) {
      if (phase === undefined) throw bad("its changes don't begin with an SOA record");
      return phase;
    }
    const { serial } = record.data;
    if (phase === "removed") return this.#newVersion(serial, soa.data.serial);
    if (this.#serial === soa.data.serial) {
      if (!record.equals(soa)) throw bad("its changes go on behind the last version");
      this.#isComplete = true;
      return "end";
    }
    if (this.#serial !== undefined && serial !== this.#serial) throw bad("its changes don't follow on each other");
    this.#serial = serial;
    this.#phase = "removed";
    return "from";
  }

  #newVersion(serial: number, last: number): TransferRole {
    if (this.#serial === undefined || !(compareSerials(serial, this.#serial) > 0)) {
      throw bad("its changes lead to an older version");
    }
    if (!(compareSerials(serial, last) <= 0)) throw bad("its changes lead behind the last version");
    this.#serial = serial;
    this.#phase = "added";
    return "to";
  }
}

function bad(what: string): TransferError {
  return new TransferError("BAD_TRANSFER", `this is no transfer of the zone: ${what}`);
}
