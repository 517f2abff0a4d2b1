import { makeTransferUpstream, type TransferServer } from "../exchange/make-upstream.js";
import type { ExchangeReactor, StreamingUpstream } from "../exchange/upstream.js";

/** A server by its literal address, with how it is asked, or as an upstream that asks it. */
export type TransferSource = string | TransferServer | StreamingUpstream;

/** A server, and whether it was made for this one use. */
export interface OpenSource {
  readonly upstream: StreamingUpstream;
  /** Closes it, unless it is the caller's. */
  close(): void;
}

/** @throws {TypeError} @throws {RangeError} for an address or port that is none. */
export function openSource(source: TransferSource, reactor: ExchangeReactor): OpenSource {
  if (typeof source === "object" && "exchangeStream" in source) {
    return {
      upstream: source,
      close: () => {
        // The caller goes on using it.
      },
    };
  }
  const upstream = makeTransferUpstream(typeof source === "string" ? { host: source } : source, reactor);
  return {
    upstream,
    close: () => {
      upstream.close();
    },
  };
}
