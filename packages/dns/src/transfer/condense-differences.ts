import type { ResourceRecord } from "../wire/resource-record.js";
import { TransferError } from "./transfer-error.js";
import { recordIdentity, type ZoneDifference } from "./zone-difference.js";

/**
 * One difference with the effect of several, which follow on each other (RFC 1995 §5): what comes and goes in between is left out.
 * Throws a `TransferError` with code `"NOT_EXACT"` where they contradict each other, and a `RangeError` for none.
 */
export function condenseDifferences(differences: readonly ZoneDifference[]): ZoneDifference {
  const [first] = differences;
  const last = differences.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("there are no differences");
  if (differences.length === 1) return first;
  const removed = new Map<string, ResourceRecord>();
  const added = new Map<string, ResourceRecord>();
  for (const difference of differences) {
    for (const [identity, record] of withIdentities(difference.removed)) {
      if (added.delete(identity)) continue;
      if (removed.has(identity)) throw notExact("a record is removed twice");
      removed.set(identity, record);
    }
    for (const [identity, record] of withIdentities(difference.added)) {
      if (added.has(identity)) throw notExact("a record is added twice");
      if (removed.get(identity)?.ttl === record.ttl) removed.delete(identity);
      else added.set(identity, record);
    }
  }
  return { from: first.from, to: last.to, removed: [...removed.values()], added: [...added.values()] };
}

function* withIdentities(records: readonly ResourceRecord[]): Iterable<readonly [string, ResourceRecord]> {
  for (const record of records) yield [recordIdentity(record), record];
}

function notExact(what: string): TransferError {
  return new TransferError("NOT_EXACT", what);
}
