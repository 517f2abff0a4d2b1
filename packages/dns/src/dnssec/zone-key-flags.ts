import type { DNSKEYData } from "../records/dnskey.js";

/** The flags of a DNSKEY (RFC 4034 §2.1.1, RFC 5011 §7). */
export const ZoneKeyFlag = {
  /** It is a zone's key: without this flag it signs nothing. */
  ZONE: 0x0100,
  /** Its owner has taken it back. */
  REVOKE: 0x0080,
  /** Secure entry point: the parent's DS is meant to name this one. */
  SEP: 0x0001,
} as const;

/** The only protocol of a DNSKEY (RFC 4034 §2.1.2). */
export const zoneKeyProtocol = 3;

/** Whether signatures by this key count: it is a zone's, and not revoked. */
export function isUsableZoneKey({ flags, protocol }: DNSKEYData): boolean {
  return (flags & (ZoneKeyFlag.ZONE | ZoneKeyFlag.REVOKE)) === ZoneKeyFlag.ZONE && protocol === zoneKeyProtocol;
}
