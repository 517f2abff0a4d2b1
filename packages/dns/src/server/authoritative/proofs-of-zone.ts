import { Logger } from "@twist/core";
import { NSEC } from "../../records/nsec.js";
import { NSEC3PARAM } from "../../records/nsec3param.js";
import type { Zone } from "../../zone/zone.js";
import type { DenialProofs } from "./denial-proofs.js";
import { NSEC3Proofs } from "./nsec3-proofs.js";
import { NSECProofs } from "./nsec-proofs.js";

const log = new Logger("twist.dns.server");

/**
 * Each name that doesn't exist is hashed so often again: with more than this strangers could keep the server busy (CVE-2023-50868).
 * Validators take more than 150 for nothing, or refuse them (RFC 9276 §3.2).
 */
const maxIterations = 500;

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
  if (parameters === undefined || zone.hashedNodes.length === 0) return "none";
  const { iterations } = parameters.data;
  if (iterations <= maxIterations) return new NSEC3Proofs(zone, parameters.data);
  log.warn("A zone's NSEC3 records take too long to use, and aren't served", {
    zone: zone.origin.toString(),
    iterations,
  });
  return "none";
}
