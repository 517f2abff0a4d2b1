import { abortable, type Deferred } from "@twist/core";
import type { RecordDataByType } from "../records/record-types.js";
import type { Name } from "../wire/name.js";
import type { LookupResult } from "./lookup-result.js";
import type { LookupType, StubResolver } from "./stub-resolver.js";
import type { LookupOptions } from "./stub-resolver-options.js";
import { systemResolver } from "./shared-resolver.js";

/** What `lookup` takes. */
export interface SystemLookupOptions extends LookupOptions {
  /** Who looks it up. @default one that does as `/etc/resolv.conf` and `/etc/hosts` say, shared by all */
  readonly resolver?: StubResolver;
}

/**
 * The records of a type that `name` has, with their TTLs. Fails with a `DNSLookupError`, whose `code` tells NXDOMAIN from NODATA and those
 * from SERVFAIL.
 *
 *     const { records } = await lookup("example.com", "MX");
 *     for (const { data, ttl } of records) console.log(data.preference, data.exchange.toString(), ttl);
 */
export function lookup<Type extends LookupType>(
  name: Name | string,
  type: Type,
  options: SystemLookupOptions = {},
): Deferred<LookupResult<RecordDataByType[Type]>> {
  const { resolver, ...rest } = options;
  if (resolver !== undefined) return resolver.lookup(name, type, rest);
  return abortable(async (signal) => (await systemResolver()).lookup(name, type, { ...rest, signal })).withSignal(
    rest.signal,
  );
}
