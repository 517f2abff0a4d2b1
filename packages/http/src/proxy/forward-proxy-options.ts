import type { AddressList } from "@twist/core";
import type { ConnectingReactor } from "../client/direct-connector.js";
import type { HTTPLimits } from "../wire/http-limits.js";
import type { DestinationRulesOptions } from "./destination-rules.js";

/** What a `ForwardProxy` takes. */
export interface ForwardProxyOptions extends DestinationRulesOptions {
  /**
   * Special addresses that may be connected to all the same: loopback, private and link-local ones and their kin are refused otherwise. @default none
   */
  readonly allowedAddresses?: AddressList | Iterable<string>;
  /** The proxy's name in Via. @default made up */
  readonly pseudonym?: string;
  /** Protocols that Upgrade may switch to, in plain text. @default ["websocket"] */
  readonly upgrades?: readonly string[];
  /** @default reactor */
  readonly reactor?: ConnectingReactor;
  /** Limits of answers. @default those of `DEFAULT_HTTP_LIMITS` */
  readonly limits?: Partial<HTTPLimits>;

  /** Name resolution and connecting. Over it: 504. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** From the end of the request to the head of the answer. Over it: 504. @default 60000 */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the answer; for a server that takes nothing of the request. Over it: 504, or the answer breaks off. @default 60000 */
  readonly bodyGapTimeoutMs?: number;
  /** How long nothing may pass through a tunnel. @default 300000 */
  readonly tunnelIdleTimeoutMs?: number;
  /** Requests at a time, those in tunnels not counted. Over it: 503. @default 1024 */
  readonly maxPending?: number;
  /** Tunnels at a time. Over it: 503. @default 1024 */
  readonly maxTunnels?: number;
  /** The same for one address of clients. @default 256 */
  readonly maxTunnelsPerAddress?: number;
}
