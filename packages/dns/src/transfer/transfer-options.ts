import type { ExchangeReactor } from "../exchange/upstream.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { TransferClientLimits } from "./transfer-client-limits.js";
import type { TransferSource } from "./transfer-source.js";

/** How a zone is fetched. */
export interface TransferOptions {
  /** Who has it. */
  readonly server: TransferSource;
  /** Signs the query, and takes only a transfer all of which is signed with the same key (RFC 8945 §5.3.1). @default none */
  readonly key?: TSIGKey | undefined;
  /** For all of it. @default 1_800_000 */
  readonly timeoutMs?: number | undefined;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Changes to the limits. @default DEFAULT_TRANSFER_CLIENT_LIMITS */
  readonly limits?: Partial<TransferClientLimits> | undefined;
  /** @default the one of this process */
  readonly reactor?: ExchangeReactor | undefined;
}
