import type { DNSServerLimits } from "./dns-server-limits.js";
import { chainHandlers, type DNSHandler } from "./dns-handler.js";
import { QueryProcessor } from "./query-processor.js";
import type { QuerySignatures } from "./query-signatures.js";

/** What a server answers with, the same for UDP and streams. */
export interface DNSServerOptions {
  /** Asked in this order; see `DNSHandler`. What none of them answers is REFUSED. */
  readonly handlers: readonly DNSHandler[];
  /** Who knows the keys that queries are signed with. @default nobody: a signed query is NOTAUTH */
  readonly signatures?: QuerySignatures;
  /** Changes to the limits. @default DEFAULT_DNS_SERVER_LIMITS */
  readonly limits?: Partial<DNSServerLimits>;
}

export function makeProcessor({ handlers, signatures }: DNSServerOptions, limits: DNSServerLimits): QueryProcessor {
  return new QueryProcessor({
    respond: chainHandlers(handlers),
    maxUDPResponseBytes: limits.maxUDPResponseBytes,
    signatures,
  });
}
