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
export async function collectTransfer(
  batches: AsyncIterable<readonly TransferredRecord[]>,
): Promise<CollectedTransfer> {
  const records: ResourceRecord[] = [];
  const differences: OpenDifference[] = [];
  let open: OpenDifference | undefined;
  let soa: ResourceRecord | undefined;
  for await (const batch of batches) {
    for (const { role, record } of batch) {
      if (role === "record") records.push(record);
      else if (role === "removed") open?.removed.push(record);
      else if (role === "added") open?.added.push(record);
      else if (role === "end") soa ??= record;
      else if (role === "from" && record.is(SOA)) open = { from: record, to: record, removed: [], added: [] };
      else if (role === "to" && record.is(SOA) && open !== undefined) {
        open.to = record;
        differences.push(open);
      }
    }
  }
  if (soa !== undefined && differences.length === 0) records.unshift(soa);
  return { records, differences };
}

interface OpenDifference extends ZoneDifference {
  to: ResourceRecord<SOAData>;
  readonly removed: ResourceRecord[];
  readonly added: ResourceRecord[];
}
