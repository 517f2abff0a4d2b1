import { formatIPv4, parseIPv4 } from "./ipv4-text.js";

/**
 * IPv6 addresses as text (RFC 4291 §2.2, and RFC 5952 for what is written), as eight groups of 16 bits.
 */

const MAX_TEXT = 45;

/** Fills `groups`, of length 8, from `text`; false where that is no address. A zone (`%eth0`) has no place in DNS. */
export function parseIPv6(text: string, groups: Uint16Array): boolean {
  if (text.length > MAX_TEXT || text.length < 2) return false;
  let count = 0;
  let gap = -1;
  let position = 0;
  if (text.charCodeAt(0) === 0x3a) {
    if (text.charCodeAt(1) !== 0x3a) return false;
    gap = 0;
    position = 2;
  }
  while (position < text.length) {
    const end = groupEnd(text, position);
    if (text.charCodeAt(end) === 0x2e) {
      if (count > 6) return false;
      const tail = parseIPv4(text.slice(position));
      if (tail === -1) return false;
      groups[count++] = tail >>> 16;
      groups[count++] = tail & 0xffff;
      break;
    }
    if (count === 8 || end === position || end - position > 4) return false;
    groups[count++] = Number.parseInt(text.slice(position, end), 16);
    if (end === text.length) break;
    if (text.charCodeAt(end) !== 0x3a) return false;
    position = end + 1;
    if (position === text.length) return false;
    if (text.charCodeAt(position) === 0x3a) {
      if (gap !== -1) return false;
      gap = count;
      position += 1;
    }
  }
  if (gap === -1) return count === 8;
  if (count > 7) return false;
  const moved = count - gap;
  groups.copyWithin(8 - moved, gap, count);
  groups.fill(0, gap, 8 - moved);
  return true;
}

/** The form that RFC 5952 asks for: lower case, the longest run of zeros as `::`, `::ffff:192.0.2.1` where IPv4 is mapped. */
export function formatIPv6(groups: Uint16Array): string {
  let runStart = -1;
  let runLength = 1;
  for (let i = 0; i < 8; i++) {
    if (groups[i] !== 0) continue;
    let end = i + 1;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - i > runLength) {
      runStart = i;
      runLength = end - i;
    }
    i = end;
  }
  if (runStart === 0 && runLength === 5 && groups[5] === 0xffff) {
    return `::ffff:${formatIPv4(((groups[6] ?? 0) << 16) | (groups[7] ?? 0))}`;
  }
  let text = "";
  for (let i = 0; i < 8; i++) {
    if (i === runStart) {
      text += "::";
      i += runLength - 1;
      continue;
    }
    const afterRun = runStart !== -1 && i === runStart + runLength;
    if (i !== 0 && !afterRun) text += ":";
    text += (groups[i] ?? 0).toString(16);
  }
  return text;
}

/** Where the hexadecimal digits that begin at `position` end. */
function groupEnd(text: string, position: number): number {
  let end = position;
  while (end < text.length && isHexDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}
