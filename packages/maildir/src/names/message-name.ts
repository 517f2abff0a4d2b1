/**
 * A message's file name: a unique base that never changes, with the message's sizes in it, and behind a colon what
 * does change, its flags. `1700000000.M1P2R3.host,S=1024,W=1050:2,FS`
 */

/** Where the base ends: at the first colon, or at the end. */
export function baseLength(fileName: string): number {
  const colon = fileName.indexOf(":");
  return colon < 0 ? fileName.length : colon;
}

/** A base with the size of the file in it (`S`) and, where known, its size when every line ends in CRLF (`W`). */
export function withSizes(base: string, size: number, virtualSize?: number): string {
  const tail = virtualSize === undefined ? "" : `,W=${String(virtualSize)}`;
  return `${base},S=${String(size)}${tail}`;
}

/** The number in `,S=` or `,W=` of a base; undefined where there is none. */
export function sizeInName(base: string, key: "S" | "W"): number | undefined {
  const at = base.indexOf(`,${key}=`);
  if (at < 0) return undefined;
  let value = 0;
  let digits = 0;
  for (let index = at + 3; index < base.length; index += 1) {
    const digit = base.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) {
      if (base.charAt(index) === ",") break;
      return undefined;
    }
    value = value * 10 + digit;
    digits += 1;
  }
  return digits > 0 && Number.isSafeInteger(value) ? value : undefined;
}

/** Orders names by the time in them, so that a folder without an index is numbered in the order of arrival. */
export function compareArrival(left: string, right: string): number {
  const bySeconds = leadingNumber(left, 0) - leadingNumber(right, 0);
  if (bySeconds !== 0 && !Number.isNaN(bySeconds)) return bySeconds;
  const byMicroseconds = microseconds(left) - microseconds(right);
  if (byMicroseconds !== 0 && !Number.isNaN(byMicroseconds)) return byMicroseconds;
  return left < right ? -1 : left > right ? 1 : 0;
}

function microseconds(name: string): number {
  const dot = name.indexOf(".");
  return dot >= 0 && name.charAt(dot + 1) === "M" ? leadingNumber(name, dot + 2) : NaN;
}

function leadingNumber(name: string, start: number): number {
  let value = 0;
  let index = start;
  for (; index < name.length && index < start + 15; index += 1) {
    const digit = name.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return index === start ? NaN : value;
}
