/** IPv4 addresses in dotted decimal, as numbers of 32 bits. */

const dotted: string[] = [];
for (let octet = 0; octet < 256; octet++) dotted.push(`${String(octet)}.`);

/** The address as an unsigned number; -1 unless `text` is four decimal octets without leading zeros. */
export function parseIPv4(text: string): number {
  let address = 0;
  let octet = -1;
  let octets = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (octet === -1 || octets === 4) return -1;
      address = address * 256 + octet;
      octet = -1;
      octets += 1;
      continue;
    }
    const digit = code - 0x30;
    // A second digit after a zero would be octal to some readers.
    if (!(digit >= 0 && digit <= 9) || octet === 0) return -1;
    octet = octet === -1 ? digit : octet * 10 + digit;
    if (octet > 255) return -1;
  }
  return octets === 4 && octet !== -1 ? address * 256 + octet : -1;
}

/** The dotted decimal form of an unsigned number of 32 bits. */
export function formatIPv4(address: number): string {
  return (
    (dotted[address >>> 24] ?? "") +
    (dotted[(address >>> 16) & 255] ?? "") +
    (dotted[(address >>> 8) & 255] ?? "") +
    String(address & 255)
  );
}
