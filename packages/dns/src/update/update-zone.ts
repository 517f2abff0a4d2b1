import { abortable, type Deferred, reactor as nodeReactor } from "@twist/core";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { openSource, type TransferSource } from "../transfer/transfer-source.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import { Rcode } from "../wire/rcode.js";
import type { DNSUpdate } from "./dns-update.js";
import { UpdateError } from "./update-error.js";

/** How an update is sent. */
export interface UpdateOptions {
  /** The zone's primary. */
  readonly server: TransferSource;
  /** Signs it, and takes only a response signed with the same key. @default none: most servers refuse it then */
  readonly key?: TSIGKey | undefined;
  /** For all attempts. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Gives up when it aborts; the update may have been made all the same. */
  readonly signal?: AbortSignal | undefined;
  /** @default the one of this process */
  readonly reactor?: ExchangeReactor | undefined;
}

/**
 * Changes a zone at its primary (RFC 2136). Fails with an `UpdateError` where the server says no, and with a `DNSExchangeError` where it
 * doesn't answer: then it isn't known whether the update was made. It goes by TCP unless `server` says otherwise, since what is sent twice
 * by UDP may be made twice, and then fails for what the first has changed.
 */
export function updateZone(update: DNSUpdate, options: UpdateOptions): Deferred<void> {
  const { server, key, timeoutMs, reactor = nodeReactor } = options;
  const message = update.toMessage();
  return abortable(async (signal) => {
    const source = openSource(byTCP(server), reactor);
    try {
      const { rcode } = await source.upstream.exchange(message, { key, timeoutMs, signal });
      if (rcode !== Rcode.NOERROR) throw new UpdateError(rcode);
    } finally {
      source.close();
    }
  }).withSignal(options.signal);
}

function byTCP(server: TransferSource): TransferSource {
  if (typeof server === "string") return { host: server, transport: "tcp" };
  return "exchangeStream" in server ? server : { transport: "tcp", ...server };
}
