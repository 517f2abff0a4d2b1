import { resolveLimits } from "@twist/core/wire";
import {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_MAX_FAILURES,
  DEFAULT_MAX_PENDING,
  DEFAULT_MAX_PENDING_PER_UPSTREAM,
  DEFAULT_MAX_TRIES,
  DEFAULT_MAX_TUNNELS,
  DEFAULT_MAX_TUNNELS_PER_ADDRESS,
  DEFAULT_PROXY_BODY_GAP_TIMEOUT_MS,
  DEFAULT_PROXY_HEADERS_TIMEOUT_MS,
  DEFAULT_TUNNEL_IDLE_TIMEOUT_MS,
} from "./proxy-defaults.js";

const SHARED = {
  connectTimeoutMs: DEFAULT_CONNECT_TIMEOUT_MS,
  headersTimeoutMs: DEFAULT_PROXY_HEADERS_TIMEOUT_MS,
  bodyGapTimeoutMs: DEFAULT_PROXY_BODY_GAP_TIMEOUT_MS,
  tunnelIdleTimeoutMs: DEFAULT_TUNNEL_IDLE_TIMEOUT_MS,
  maxTunnels: DEFAULT_MAX_TUNNELS,
  maxTunnelsPerAddress: DEFAULT_MAX_TUNNELS_PER_ADDRESS,
};

/** The limits and times of a `ReverseProxy`: see `ReverseProxyOptions` for each. */
export const DEFAULT_REVERSE_PROXY_LIMITS = Object.freeze({
  ...SHARED,
  maxPendingPerUpstream: DEFAULT_MAX_PENDING_PER_UPSTREAM,
  maxTries: DEFAULT_MAX_TRIES,
  maxFailures: DEFAULT_MAX_FAILURES,
});

/** The limits and times of a `ForwardProxy`: see `ForwardProxyOptions` for each. */
export const DEFAULT_FORWARD_PROXY_LIMITS = Object.freeze({ ...SHARED, maxPending: DEFAULT_MAX_PENDING });

type Limits<Defaults> = { readonly [Name in keyof Defaults]: number };

/** @throws {RangeError} where one isn't a whole number over 0, or `Infinity`. */
export function reverseProxyLimits(
  options: Partial<Limits<typeof DEFAULT_REVERSE_PROXY_LIMITS>>,
): Limits<typeof DEFAULT_REVERSE_PROXY_LIMITS> {
  return resolveLimits(pick(options, DEFAULT_REVERSE_PROXY_LIMITS), DEFAULT_REVERSE_PROXY_LIMITS);
}

/** @throws {RangeError} where one isn't a whole number over 0, or `Infinity`. */
export function forwardProxyLimits(
  options: Partial<Limits<typeof DEFAULT_FORWARD_PROXY_LIMITS>>,
): Limits<typeof DEFAULT_FORWARD_PROXY_LIMITS> {
  return resolveLimits(pick(options, DEFAULT_FORWARD_PROXY_LIMITS), DEFAULT_FORWARD_PROXY_LIMITS);
}

/** Those of `options` that are limits. */
function pick<Names extends string>(
  options: Partial<Record<Names, number>>,
  defaults: Readonly<Record<Names, number>>,
): Partial<Record<Names, number>> {
  const picked: Partial<Record<Names, number>> = {};
  for (const name of Object.keys(defaults) as Names[]) {
    const value = options[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
