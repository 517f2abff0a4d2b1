import { typeCode } from "../records/type-codes.js";
import { recordTypes } from "../records/record-types.js";
import { SOA } from "../records/soa.js";
import { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { Opcode } from "../wire/opcode.js";
import { QueryType } from "../wire/query-type.js";
import { Question } from "../wire/question.js";
import { RecordClass } from "../wire/record-class.js";
import { ResourceRecord } from "../wire/resource-record.js";
import type { RecordType } from "../wire/record-type.js";
import { parseRecord } from "../zone-file/parse-record.js";

/** A record, or one as a zone file has it: `"www 300 A 192.0.2.1"`; names without a dot at the end are in the zone. */
export type RecordOrText = ResourceRecord | string;

/**
 * A change to a zone, to be made as a whole or not at all (RFC 2136), and what has to be so for it to be made:
 *
 *     const update = new DNSUpdate("example.com")
 *       .requireNoName("host")
 *       .add("host 300 A 192.0.2.7")
 *       .deleteSet("old", "A");
 *     await updateZone(update, { server: "192.0.2.53", key });
 *
 * Names without a dot at the end are in the zone, and `"@"` is its top. The changes are made in their order.
 */
export class DNSUpdate {
  readonly zone: Name;
  readonly class: number;
  readonly #prerequisites: ResourceRecord[] = [];
  readonly #updates: ResourceRecord[] = [];

  constructor(zone: Name | string, recordClass: number = RecordClass.IN) {
    this.zone = Name.from(zone);
    this.class = recordClass;
  }

  /** The name has to own something. */
  requireName(name: Name | string): this {
    return this.#require(name, QueryType.ANY, RecordClass.ANY);
  }

  /** The name must own nothing. */
  requireNoName(name: Name | string): this {
    return this.#require(name, QueryType.ANY, RecordClass.NONE);
  }

  /** The name has to own records of this type, whatever they are. */
  requireSet(name: Name | string, type: string): this {
    return this.#require(name, codeOf(type), RecordClass.ANY);
  }

  /** The name must not own records of this type. */
  requireNoSet(name: Name | string, type: string): this {
    return this.#require(name, codeOf(type), RecordClass.NONE);
  }

  /** These records have to be there, and no others of the same name and type. */
  requireExactly(...records: readonly RecordOrText[]): this {
    for (const record of records) this.#prerequisites.push(this.#record(record, { ttl: 0, class: this.class }));
    return this;
  }

  /** Adds records. The TTL of each becomes that of its set. */
  add(...records: readonly RecordOrText[]): this {
    for (const record of records) this.#updates.push(this.#record(record, { class: this.class }));
    return this;
  }

  /** Removes records, where they are there. Their TTLs don't matter, and may be left out. */
  delete(...records: readonly RecordOrText[]): this {
    for (const record of records) this.#updates.push(this.#record(record, { ttl: 0, class: RecordClass.NONE }));
    return this;
  }

  /** Removes all records of a name and type. */
  deleteSet(name: Name | string, type: string): this {
    this.#updates.push(this.#without(name, codeOf(type), RecordClass.ANY));
    return this;
  }

  /** Removes all records of a name. */
  deleteName(name: Name | string): this {
    this.#updates.push(this.#without(name, QueryType.ANY, RecordClass.ANY));
    return this;
  }

  /** The UPDATE message. */
  toMessage(): Message {
    const message = new Message({
      question: [new Question(this.zone, SOA.code, this.class)],
      answer: [...this.#prerequisites],
      authority: [...this.#updates],
    });
    message.opcode = Opcode.UPDATE;
    return message;
  }

  #require(name: Name | string, type: number, recordClass: number): this {
    this.#prerequisites.push(this.#without(name, type, recordClass));
    return this;
  }

  #record(record: RecordOrText, changes: { readonly ttl?: number; readonly class: number }): ResourceRecord {
    const parsed = typeof record === "string" ? parseRecord(record, { origin: this.zone, ttl: changes.ttl }) : record;
    return parsed.with(changes);
  }

  #without(name: Name | string, type: number, recordClass: number): ResourceRecord {
    return new ResourceRecord({ name: this.#name(name), type: typeOf(type), class: recordClass, ttl: 0 });
  }

  #name(name: Name | string): Name {
    if (typeof name !== "string") return name;
    return name === "@" ? this.zone : Name.fromText(name, this.zone);
  }
}

function codeOf(mnemonic: string): number {
  const code = typeCode(mnemonic);
  if (code === undefined) throw new RangeError(`there is no type ${mnemonic}`);
  return code;
}

function typeOf(code: number): RecordType {
  return recordTypes.get(code);
}
