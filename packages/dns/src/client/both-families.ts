import { Deferred, type ReactorTime, type ResolvedAddress } from "@twist/core";
import { DNSLookupError } from "./dns-lookup-error.js";

/** How long IPv6 addresses are waited for where those of IPv4 are there (RFC 8305 §3). */
const resolutionDelayMs = 50;

/** Looks for the addresses of one family. */
export type LookForFamily = (family: 4 | 6) => Promise<readonly ResolvedAddress[]>;

/** How a look-up came out. */
interface Outcome {
  readonly addresses: readonly ResolvedAddress[];
  readonly failure?: unknown;
}

/**
 * The addresses of both families, those of IPv6 first. A server that is slow with the one, or fails, doesn't keep back the other; what comes
 * too late is in the cache for the next time. Fails where there are none.
 */
export async function bothFamilies(look: LookForFamily, clock: ReactorTime): Promise<readonly ResolvedAddress[]> {
  const findingIPv6 = outcomeOf(look(6));
  const ipv4 = await outcomeOf(look(4));
  const ipv6 = ipv4.addresses.length === 0 ? await findingIPv6 : await soon(findingIPv6, clock);
  const addresses = [...ipv6.addresses, ...ipv4.addresses];
  if (addresses.length === 0) throw hasNothing(ipv6.failure) ? ipv4.failure : ipv6.failure;
  return addresses;
}

/** One that couldn't be asked for might have had some. */
function hasNothing(failure: unknown): boolean {
  return failure instanceof DNSLookupError && (failure.code === "NXDOMAIN" || failure.code === "NODATA");
}

async function outcomeOf(finding: Promise<readonly ResolvedAddress[]>): Promise<Outcome> {
  try {
    return { addresses: await finding };
  } catch (failure) {
    return { addresses: [], failure };
  }
}

async function soon(finding: Promise<Outcome>, clock: ReactorTime): Promise<Outcome> {
  const late = new Deferred<Outcome>();
  const timer = clock.callLater(resolutionDelayMs, () => {
    late.callback({ addresses: [] });
  });
  try {
    return await Promise.race([finding, late]);
  } finally {
    timer.cancel();
  }
}
