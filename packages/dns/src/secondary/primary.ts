import type { ExchangeReactor, StreamingUpstream } from "../exchange/upstream.js";
import { SOA, type SOAData } from "../records/soa.js";
import { transferChanges, type ChangesTransfer } from "../transfer/transfer-changes.js";
import { TransferError } from "../transfer/transfer-error.js";
import type { TransferOptions } from "../transfer/transfer-options.js";
import { makeTransferUpstream, type TransferServer } from "../exchange/make-upstream.js";
import { transferZone } from "../transfer/transfer-zone.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { SecondaryLimits } from "./secondary-limits.js";

/** A server that a zone comes from. */
export interface PrimaryServer extends TransferServer {
  /** Signs what it is asked; its answers have to be signed with the same key. @default none */
  readonly key?: TSIGKey | undefined;
}

/** One server that a zone can be had from. */
export class Primary {
  /** Its literal address. */
  readonly host: string;
  readonly #server: PrimaryServer;
  #opened: StreamingUpstream | undefined;
  readonly #key: TSIGKey | undefined;
  readonly #limits: SecondaryLimits;
  readonly #reactor: ExchangeReactor;

  /** @throws {TypeError} @throws {RangeError} for an address or port that is none. */
  constructor(server: PrimaryServer, limits: SecondaryLimits, reactor: ExchangeReactor) {
    this.host = server.host;
    this.#server = server;
    this.#opened = makeTransferUpstream(server, reactor);
    this.#key = server.key;
    this.#limits = limits;
    this.#reactor = reactor;
  }

  get name(): string {
    return this.#upstream.name;
  }

  /** Fetches the zone. Rejects as `transferZone` does. */
  async fetch(origin: Name, signal: AbortSignal): Promise<ChangesTransfer> {
    const zone = await transferZone(origin, this.#transferOptions(signal));
    return { form: "zone", zone, differences: [] };
  }

  /**
   * Brings a zone up to date: looks at the primary's serial, and fetches what has changed where that is higher. Rejects as
   * `transferChanges` does.
   */
  async update(zone: Zone, signal: AbortSignal): Promise<ChangesTransfer> {
    const { serial } = (await this.#soa(zone, signal)).data;
    if (serial === zone.serial) return { form: "current", zone, differences: [] };
    if (!(compareSerials(serial, zone.serial) > 0)) {
      throw new TransferError("NOT_NEWER", `${this.name} has an older version than ours: ${String(serial)}`);
    }
    return transferChanges(zone, this.#transferOptions(signal));
  }

  /** Ends what is under way. It is opened again when it is needed. */
  close(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }

  get #upstream(): StreamingUpstream {
    return (this.#opened ??= makeTransferUpstream(this.#server, this.#reactor));
  }

  async #soa({ origin, class: recordClass }: Zone, signal: AbortSignal): Promise<ResourceRecord<SOAData>> {
    const query = Message.query(origin, SOA.code, { class: recordClass, recursionDesired: false });
    const options = { timeoutMs: this.#limits.checkTimeoutMs, key: this.#key, signal };
    const { rcode, aa, answer } = await this.#upstream.exchange(query, options);
    if (rcode !== Rcode.NOERROR) throw TransferError.refused(rcode);
    const soa = answer.find((record) => record.name.equals(origin) && record.is(SOA));
    if (!aa || soa?.is(SOA) !== true) {
      throw new TransferError("BAD_TRANSFER", `${this.name} isn't authoritative for ${origin.toString()}`);
    }
    return soa;
  }

  #transferOptions(signal: AbortSignal): TransferOptions {
    const { transferTimeoutMs: timeoutMs, maxRecords, maxBytes, messageTimeoutMs } = this.#limits;
    return {
      server: this.#upstream,
      key: this.#key,
      timeoutMs,
      signal,
      limits: { maxRecords, maxBytes, messageTimeoutMs },
      reactor: this.#reactor,
    };
  }
}
