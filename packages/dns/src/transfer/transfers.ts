import { formatAddress, Logger } from "@twist/core";
import { resolveLimits } from "@twist/core/wire";
import { SOA } from "../records/soa.js";
import type { DNSAnswer, DNSHandler } from "../server/dns-handler.js";
import type { DNSQuery } from "../server/dns-query.js";
import { HEADER_BYTES } from "../wire/header-flag.js";
import type { Message } from "../wire/message.js";
import { Opcode } from "../wire/opcode.js";
import { QueryType } from "../wire/query-type.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneTable } from "../zone/zone-table.js";
import type { AccessRule } from "./access-rule.js";
import { AccessRules } from "./access-rules.js";
import { condenseDifferences } from "./condense-differences.js";
import { wholeZone, zoneChanges } from "./transfer-contents.js";
import { transferMessages, uncompressedBytes } from "./transfer-messages.js";
import type { ZoneHistory } from "./zone-history.js";

const log = new Logger("twist.dns.transfer");

/** Header, the rest of the question, and an OPT record without options. */
const headerBytes = HEADER_BYTES + 4 + 11;
/** A TSIG record without the key's name, for HMAC-SHA512. */
const maxSignatureBytes = 130;

/** What transfers a server makes at a time. */
export interface TransferServerLimits {
  /** @default 10 */
  readonly maxTransfers: number;
  /** @default 4 */
  readonly maxTransfersPerAddress: number;
}

export const DEFAULT_TRANSFER_SERVER_LIMITS: TransferServerLimits = Object.freeze({
  maxTransfers: 10,
  maxTransfersPerAddress: 4,
});

/** How zones are handed out. */
export interface TransfersOptions {
  /** Who may have them; a zone tells an attacker all there is. @default nobody */
  readonly allow?: AccessRule | readonly AccessRule[];
  /** What IXFR is answered from. @default none: IXFR is answered with the whole zone */
  readonly history?: ZoneHistory;
  /** Changes to the limits; over one of them a transfer is SERVFAIL. @default DEFAULT_TRANSFER_SERVER_LIMITS */
  readonly limits?: Partial<TransferServerLimits>;
}

/**
 * Hands out zones: AXFR (RFC 5936) by TCP and TLS, IXFR (RFC 1995) by UDP too. Refused unless `allow` says otherwise. What is sent is
 * the zone as it was when it was asked for, made message by message as the connection takes them, and signed where the query was.
 *
 *     transfers(zones, { allow: [{ addresses: ["192.0.2.0/24"] }, { keys: ["transfer.example."] }], history })
 *
 * @throws {TypeError} @throws {RangeError} for a rule or limit that is none.
 */
export function transfers(zones: ZoneTable, options: TransfersOptions = {}): DNSHandler {
  const server = new TransferServer(zones, options);
  return (query, next) => {
    const { message, question } = query;
    const isTransfer = question.type === QueryType.AXFR || question.type === QueryType.IXFR;
    return message.opcode === Opcode.QUERY && isTransfer ? server.answer(query) : next(query);
  };
}

class TransferServer {
  readonly #zones: ZoneTable;
  readonly #access: AccessRules;
  readonly #history: ZoneHistory | undefined;
  readonly #limits: TransferServerLimits;
  /** How many are under way, by the address that they go to. */
  readonly #running = new Map<string, number>();
  #total = 0;

  constructor(zones: ZoneTable, { allow, history, limits }: TransfersOptions) {
    this.#zones = zones;
    this.#access = new AccessRules(allow);
    this.#history = history;
    this.#limits = resolveLimits(limits, { ...DEFAULT_TRANSFER_SERVER_LIMITS });
  }

  answer(query: DNSQuery): DNSAnswer {
    const { message, question, transport } = query;
    // Who may have nothing isn't told either which zones there are.
    if (!this.#access.permits(query, question.name)) return refuse(query);
    const zone = this.#zones.get(question.name);
    if (zone?.class !== question.class) return message.reply({ rcode: Rcode.NOTAUTH });
    if (question.type === QueryType.IXFR) return this.#incremental(query, zone);
    // RFC 5936 §4.2: there is no AXFR by UDP; an answer by HTTPS is one message.
    if (transport === "udp" || transport === "https") return message.reply({ rcode: Rcode.FORMERR });
    return this.#send(query, () => wholeZone(zone));
  }

  #incremental(query: DNSQuery, zone: Zone): DNSAnswer {
    const { message, transport } = query;
    const [soa] = message.authority;
    if (soa?.is(SOA) !== true || !soa.name.equals(zone.origin)) return message.reply({ rcode: Rcode.FORMERR });
    const records = this.#recordsSince(zone, soa.data.serial);
    if (transport !== "udp" && transport !== "https") return this.#send(query, records);
    // RFC 1995 §2: what doesn't fit is asked for again by TCP, which the new SOA alone brings about.
    const fits = uncompressedBytes(records(), datagramBytes(query)) < Infinity;
    const [answer] = transferMessages(message, fits ? records() : [zone.soa], Infinity);
    return answer;
  }

  /** What makes the version with this serial the present one. */
  #recordsSince(zone: Zone, serial: number): () => Iterable<ResourceRecord> {
    if (compareSerials(serial, zone.serial) >= 0) return () => [zone.soa];
    const differences = this.#history?.since(zone, serial);
    if (differences === undefined) return () => wholeZone(zone);
    const difference = condenseDifferences(differences);
    return () => zoneChanges(difference);
  }

  async *#send(
    { message, peer, question }: DNSQuery,
    records: () => Iterable<ResourceRecord>,
  ): AsyncGenerator<Message> {
    const key = "host" in peer ? peer.host : "";
    const running = this.#running.get(key) ?? 0;
    const { maxTransfers, maxTransfersPerAddress } = this.#limits;
    if (this.#total >= maxTransfers || running >= maxTransfersPerAddress) {
      log.warn("Too many transfers at a time", { peer: formatAddress(peer), zone: question.name.toString() });
      yield message.reply({ rcode: Rcode.SERVFAIL });
      return;
    }
    this.#total += 1;
    this.#running.set(key, running + 1);
    try {
      log.info("Transfer", { peer: formatAddress(peer), zone: question.name.toString() });
      for (const part of transferMessages(message, records())) yield await Promise.resolve(part);
    } finally {
      this.#total -= 1;
      const left = (this.#running.get(key) ?? 1) - 1;
      if (left === 0) this.#running.delete(key);
      else this.#running.set(key, left);
    }
  }
}

function refuse({ message, peer, question }: DNSQuery): Message {
  log.warn("A transfer was refused", { peer: formatAddress(peer), zone: question.name.toString() });
  return message.reply({ rcode: Rcode.REFUSED });
}

/** Bytes of records that surely go into a datagram for the one who asks. */
function datagramBytes({ message, question, keyName, transport }: DNSQuery): number {
  const { edns } = message;
  const limit = transport === "https" ? 0xffff : Math.min(Math.max(edns?.udpPayloadBytes ?? 0, 512), 1232);
  const signature = keyName === undefined ? 0 : keyName.byteLength + maxSignatureBytes;
  return limit - headerBytes - question.name.byteLength - signature;
}
