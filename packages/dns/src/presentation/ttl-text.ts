/** RFC 2181 §8: a TTL is below 2^31. */
export const MAX_TTL = 0x7fff_ffff;

const unitSeconds: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/**
 * A time of a zone file in seconds: plain (`3600`), or BIND's units, each at most once and in any case (`1w2d3h4m5s`).
 * `undefined` for anything else and for what is over `most`.
 */
export function parseTTL(text: string, most: number = MAX_TTL): number | undefined {
  if (text.length === 0 || text.length > 32) return undefined;
  let total = 0;
  let value = -1;
  let seen = "";
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = Math.max(value, 0) * 10 + digit;
      continue;
    }
    const unit = text.charAt(i).toLowerCase();
    const seconds = unitSeconds[unit];
    if (seconds === undefined || value === -1 || seen.includes(unit)) return undefined;
    total += value * seconds;
    value = -1;
    seen += unit;
  }
  // Digits without a unit at the end are seconds only where there is no unit at all: `1h30` is more likely a slip.
  if (value !== -1) {
    if (seen !== "") return undefined;
    total = value;
  }
  return total > most ? undefined : total;
}
