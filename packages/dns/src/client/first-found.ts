import type { Name } from "../wire/name.js";
import { DNSLookupError, type DNSLookupErrorCode } from "./dns-lookup-error.js";

/** After these the next name of a search list is tried, as the system's own resolver does; the later ones say more. */
const telling: readonly DNSLookupErrorCode[] = ["NXDOMAIN", "NODATA", "PRIVATE_ADDRESS", "SERVFAIL"];

/** The first result of `look` among `names`, each asked for when the ones before have nothing. Fails with what says most about why. */
export async function firstFound<Result>(
  names: readonly Name[],
  look: (name: Name) => Promise<Result>,
): Promise<Result> {
  const failures: unknown[] = [];
  for (const name of names) {
    try {
      return await look(name);
    } catch (error) {
      if (rank(error) === telling.length) throw error;
      failures.push(error);
    }
  }
  throw mostTelling(failures);
}

/** Which of several failures says most: that there is such a name more than that there is none, that nothing is known most of all. */
export function mostTelling(failures: readonly unknown[]): unknown {
  return failures.reduce((most, failure) => (rank(failure) > rank(most) ? failure : most));
}

function rank(error: unknown): number {
  const index = error instanceof DNSLookupError ? telling.indexOf(error.code) : -1;
  return index === -1 ? telling.length : index;
}
