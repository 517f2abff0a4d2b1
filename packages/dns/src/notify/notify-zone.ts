import { abortable, type Deferred, reactor as nodeReactor } from "@twist/core";
import type { ExchangeReactor } from "../exchange/upstream.js";
import type { SOAData } from "../records/soa.js";
import { openSource, type TransferSource } from "../transfer/transfer-source.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import { Name } from "../wire/name.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { NotifyError } from "./notify-error.js";
import { notifyMessage } from "./notify-message.js";

/** How a server is notified. */
export interface NotifyOptions {
  /** Who is told. */
  readonly server: TransferSource;
  /** The zone's new SOA record, as a hint. @default none */
  readonly soa?: ResourceRecord<SOAData> | undefined;
  /** Signs it, and takes only a response signed with the same key. @default none */
  readonly key?: TSIGKey | undefined;
  /** For all attempts. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** @default the one of this process */
  readonly reactor?: ExchangeReactor | undefined;
}

/**
 * Tells a server that a zone has changed (NOTIFY, RFC 1996), so that it fetches the changes at once. Fails with a `NotifyError` where it
 * says no, and with a `DNSExchangeError` where it doesn't answer.
 *
 *     await notifyZone("example.com", { server: "192.0.2.54" });
 */
export function notifyZone(origin: Name | string, options: NotifyOptions): Deferred<void> {
  const { server, soa, key, timeoutMs, reactor = nodeReactor } = options;
  const message = notifyMessage(Name.from(origin), soa);
  return abortable(async (signal) => {
    const source = openSource(server, reactor);
    try {
      const { rcode } = await source.upstream.exchange(message, { key, timeoutMs, signal });
      if (rcode !== Rcode.NOERROR) throw new NotifyError(rcode);
    } finally {
      source.close();
    }
  }).withSignal(options.signal);
}
