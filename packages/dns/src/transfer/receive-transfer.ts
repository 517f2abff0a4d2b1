import type { StreamingUpstream } from "../exchange/upstream.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { TransferError } from "./transfer-error.js";
import type { TransferClientLimits } from "./transfer-client-limits.js";
import type { TransferRole, TransferSequence } from "./transfer-sequence.js";

/** A record of a transfer, and what it means. */
export interface TransferredRecord {
  readonly role: TransferRole;
  readonly record: ResourceRecord;
}

/** How a transfer is received. */
export interface ReceiveTransferOptions {
  readonly upstream: StreamingUpstream;
  readonly key: TSIGKey | undefined;
  readonly limits: TransferClientLimits;
  readonly signal: AbortSignal;
}

/**
 * Asks for a transfer and gives its records, those of one message at a time, until `sequence` is complete. Throws a `TransferError`, or a
 * `DNSExchangeError` where the connection fails.
 */
export async function* receiveTransfer(
  query: Message,
  sequence: TransferSequence,
  { upstream, key, limits, signal }: ReceiveTransferOptions,
): AsyncGenerator<readonly TransferredRecord[], void> {
  let records = 0;
  let bytes = 0;
  const messages = upstream.exchangeStream(query, { timeoutMs: limits.messageTimeoutMs, key, signal });
  for await (const message of messages) {
    if (message.rcode !== Rcode.NOERROR) throw TransferError.refused(message.rcode);
    records += message.answer.length;
    bytes += message.raw?.length ?? 0;
    if (records > limits.maxRecords) throw tooLarge("maxRecords", limits.maxRecords);
    if (bytes > limits.maxBytes) throw tooLarge("maxBytes", limits.maxBytes);
    yield rolesOf(message, sequence);
    if (sequence.isComplete) return;
  }
}

function rolesOf({ answer }: Message, sequence: TransferSequence): TransferredRecord[] {
  if (answer.length === 0) throw new TransferError("BAD_TRANSFER", "a message of the transfer has no records");
  try {
    const batch = answer.map((record) => ({ role: sequence.accept(record), record }));
    sequence.messageEnded();
    return batch;
  } catch (error) {
    if (!(error instanceof DNSDecodeError)) throw error;
    throw new TransferError("BAD_TRANSFER", "a record of the transfer can't be read", { cause: error });
  }
}

function tooLarge(limit: string, most: number): TransferError {
  return new TransferError("TRANSFER_TOO_LARGE", `the transfer is over ${limit}, ${String(most)}`);
}
