/** What kind of message it is (RFC 1035 §4.1.1, RFC 1996, RFC 2136, RFC 8490). */
export const Opcode = {
  QUERY: 0,
  /** Obsolete (RFC 3425). */
  IQUERY: 1,
  STATUS: 2,
  NOTIFY: 4,
  UPDATE: 5,
  /** DNS Stateful Operations. */
  DSO: 6,
} as const;

const names = new Map<number, string>(Object.entries(Opcode).map(([name, code]) => [code, name]));

/** `"NOTIFY"` for 4; `"OPCODE7"` for one without a name. */
export function opcodeText(opcode: number): string {
  return names.get(opcode) ?? `OPCODE${String(opcode)}`;
}
