/** Serial numbers of zones count around in 32 bits (RFC 1982). */

/**
 * Negative, zero or positive as `a` is before, the same as or after `b`; `NaN` for two that are 2^31 apart, which have no order (RFC 1982
 * §3.2).
 */
export function compareSerials(a: number, b: number): number {
  const difference = (a - b) | 0;
  return difference === -0x8000_0000 ? NaN : difference;
}

/** The serial after this one. Zero is left out: some programs take it for "none". */
export function nextSerial(serial: number): number {
  const next = (serial + 1) >>> 0;
  return next === 0 ? 1 : next;
}
