import type { TSIGKeyring } from "../tsig/tsig-keyring.js";
import type { DNSServerLimits } from "./dns-server-limits.js";
import { chainHandlers, type DNSHandler } from "./dns-handler.js";
import { QueryProcessor } from "./query-processor.js";

/** What a server answers with, the same for UDP and streams. */
export interface DNSServerOptions {
  /** Asked in this order; see `DNSHandler`. What none of them answers is REFUSED. */
  readonly handlers: readonly DNSHandler[];
  /** The keys that queries may be signed with (TSIG). `DNSQuery.keyName` then says who asked. @default none */
  readonly keys?: TSIGKeyring;
  /** Changes to the limits. @default DEFAULT_DNS_SERVER_LIMITS */
  readonly limits?: Partial<DNSServerLimits>;
}

export function makeProcessor({ handlers, keys }: DNSServerOptions, limits: DNSServerLimits): QueryProcessor {
  return new QueryProcessor({
    respond: chainHandlers(handlers),
    maxUDPResponseBytes: limits.maxUDPResponseBytes,
    keys,
  });
}
