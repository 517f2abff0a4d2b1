import { SOA, type SOAData } from "../records/soa.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { TransferredRecord } from "./receive-transfer.js";
import type { ZoneDifference } from "./zone-difference.js";

/** What a whole transfer came to. */
export interface CollectedTransfer {
  /** All records of a zone; empty where changes came. */
  readonly records: readonly ResourceRecord[];
  /** Changes, each from one version to the next. */
  readonly differences: readonly ZoneDifference[];
}

/** Takes the records of a transfer, in their order and with their roles, for what they are. */
export class TransferCollector {
  readonly #records: ResourceRecord[] = [];
  readonly #differences: OpenDifference[] = [];
  #open: OpenDifference | undefined;

  take({ role, record }: TransferredRecord): void {
    if (role === "record") this.#records.push(record);
    else if (role === "removed") this.#open?.removed.push(record);
    else if (role === "added") this.#open?.added.push(record);
    else if (role === "end" && this.#records.length === 0) this.#records.push(record);
    else if (role === "from" && record.is(SOA)) {
      this.#open = { from: record, to: record, removed: [], added: [] };
    } else if (role === "to" && record.is(SOA) && this.#open !== undefined) {
      this.#open.to = record;
      this.#differences.push(this.#open);
    }
  }

  /** What all came to. */
  get collected(): CollectedTransfer {
    const differences = this.#differences;
    return { records: differences.length === 0 ? this.#records : [], differences };
  }
}

/** What a whole transfer comes to, once it has ended. */
export async function collectTransfer(
  batches: AsyncIterable<readonly TransferredRecord[]>,
): Promise<CollectedTransfer> {
  const collector = new TransferCollector();
  for await (const batch of batches) for (const record of batch) collector.take(record);
  return collector.collected;
}

interface OpenDifference extends ZoneDifference {
  to: ResourceRecord<SOAData>;
  readonly removed: ResourceRecord[];
  readonly added: ResourceRecord[];
}
