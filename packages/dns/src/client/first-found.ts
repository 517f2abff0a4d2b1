import type { Name } from "../wire/name.js";
import { DNSLookupError, type DNSLookupErrorCode } from "./dns-lookup-error.js";

/**
 * After these the next name of a search list is tried, as the system's own resolver does. The later ones say more: that there is such a name is
 * known, that there may be one isn't.
 */
const telling: readonly DNSLookupErrorCode[] = ["NXDOMAIN", "SERVFAIL", "NODATA", "PRIVATE_ADDRESS"];

/** The first result of `look` among `names`, each asked for when the ones before have nothing. Fails with what says most about why. */
export async function firstFound<Result>(
  names: readonly Name[],
  look: (name: Name) => Promise<Result>,
): Promise<Result> {
  let most: unknown;
  for (const name of names) {
    try {
      return await look(name);
    } catch (error) {
      if (rank(error) === -1) throw error;
      if (rank(error) > rank(most)) most = error;
    }
  }
  throw most;
}

function rank(error: unknown): number {
  return error instanceof DNSLookupError ? telling.indexOf(error.code) : -1;
}
