/**
 * Domains (RFC 5321 §4.1.2, RFC 6531 §3.3):
 *
 *     Domain     = sub-domain *("." sub-domain)
 *     sub-domain = Let-dig [Ldh-str] / U-label
 *
 * An underscore is taken for a letter: RFC 5321 has none, and many hosts do. So are all characters outside ASCII, save controls and those that IDNA maps to a
 * dot, which would make one domain look like another.
 */

/** Octets of a domain (RFC 5321 §4.5.3.1.2). */
export const MAX_DOMAIN_BYTES = 255;
/** Octets of a label (RFC 1035 §2.3.4), as it is in ASCII. */
const maxLabelBytes = 63;

const dotLookalikes: ReadonlySet<number> = new Set([0x3002, 0xff0e, 0xff61]);

/** Whether `text` is a domain name. Address literals aren't. */
export function isDomain(text: string): boolean {
  if (text.length === 0 || text.length > MAX_DOMAIN_BYTES) return false;
  let labelStart = 0;
  let ascii = true;
  for (let i = 0; i <= text.length; i++) {
    const unit = i === text.length ? 0x2e : text.charCodeAt(i);
    if (unit === 0x2e) {
      const length = i - labelStart;
      if (length === 0 || (ascii && length > maxLabelBytes)) return false;
      if (text.charCodeAt(labelStart) === 0x2d || text.charCodeAt(i - 1) === 0x2d) return false;
      labelStart = i + 1;
    } else if (unit > 0x7f) {
      if (unit < 0xa0 || dotLookalikes.has(unit)) return false;
      ascii = false;
    } else if (!isLetterDigitHyphen(unit)) {
      return false;
    }
  }
  return ascii || (Buffer.byteLength(text) <= MAX_DOMAIN_BYTES && isWellFormed(text));
}

function isLetterDigitHyphen(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    unit === 0x2d ||
    unit === 0x5f
  );
}

/** Whether every surrogate has its partner: what UTF-8 can carry. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
