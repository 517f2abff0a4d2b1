import { NSEC } from "../../records/nsec.js";
import { NSEC3PARAM } from "../../records/nsec3param.js";
import type { Zone } from "../../zone/zone.js";
import type { DenialProofs } from "./denial-proofs.js";
import { NSEC3Proofs } from "./nsec3-proofs.js";
import { NSECProofs } from "./nsec-proofs.js";

/** Zones are immutable, and an index of one is good for its life. */
const indexes = new WeakMap<Zone, DenialProofs | "none">();

/** What there is of proofs in a zone; `undefined` where it isn't signed. */
export function proofsOfZone(zone: Zone): DenialProofs | undefined {
  let proofs = indexes.get(zone);
  if (proofs === undefined) indexes.set(zone, (proofs = indexOf(zone)));
  return proofs === "none" ? undefined : proofs;
}

function indexOf(zone: Zone): DenialProofs | "none" {
  if (zone.apex.has(NSEC.code)) return new NSECProofs(zone);
  const [parameters] = zone.apex.get(NSEC3PARAM)?.records ?? [];
  return parameters === undefined || zone.hashedNodes.length === 0 ? "none" : new NSEC3Proofs(zone, parameters.data);
}
