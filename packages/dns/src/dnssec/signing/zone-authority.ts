import { DS } from "../../records/ds.js";
import { NS } from "../../records/ns.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneNode } from "../../zone/zone-node.js";

/**
 * What a name is to the zone that it stands in (RFC 4035 §2): `"own"` data, or an empty non-terminal; a `"cut"`, where another zone begins,
 * whose DS is this zone's and whose NS isn't.
 */
export type Authority = "own" | "cut";

/** A name that a zone speaks for. */
export interface AuthoritativeNode {
  readonly node: ZoneNode;
  readonly authority: Authority;
}

/** The names of a zone in canonical order, without those below cuts, which are glue. */
export function* authoritativeNodes(zone: Zone): Iterable<AuthoritativeNode> {
  let cut: ZoneNode | undefined;
  for (const node of zone.nodes) {
    // In canonical order all that is below a name comes right behind it.
    if (cut !== undefined && node.name.isSubdomainOf(cut.name)) continue;
    cut = node !== zone.apex && node.has(NS.code) ? node : undefined;
    yield { node, authority: cut === undefined ? "own" : "cut" };
  }
}

/** The types at a name that the zone has authority over or delegates with: what NSEC and NSEC3 tell of. Without their own and RRSIG. */
export function visibleTypes({ node, authority }: AuthoritativeNode): number[] {
  return authority === "own" ? node.types : node.types.filter((type) => type === NS.code || type === DS.code);
}

/** Whether the zone signs the RRset of this type at the name. */
export function isSigned({ authority }: AuthoritativeNode, type: number): boolean {
  return authority === "own" || type === DS.code;
}
