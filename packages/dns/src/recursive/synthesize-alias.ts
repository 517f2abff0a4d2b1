import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import type { Name } from "../wire/name.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";

/** The CNAME that a DNAME means for `name` (RFC 6672 §3.1); `undefined` where that is too long a name. The server's own isn't looked at. */
export function synthesizeAlias(redirection: RRSet, name: Name): { set: RRSet; target: Name } | undefined {
  const [record] = redirection.records;
  if (record?.is(DNAME) !== true) return undefined;
  const target = name.replaceSuffix(redirection.name, record.data.target);
  if (target === undefined) return undefined;
  const alias = new ResourceRecord({ name, type: CNAME, ttl: redirection.ttl, data: { cname: target } });
  return { set: new RRSet([alias]), target };
}
