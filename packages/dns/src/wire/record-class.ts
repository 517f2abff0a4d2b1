/** The class of a record or question (RFC 1035 §3.2.4, RFC 2136). */
export const RecordClass = {
  IN: 1,
  CH: 3,
  HS: 4,
  /** In UPDATE: delete this record, or "it must not exist". */
  NONE: 254,
  /** In a question any class; in UPDATE: delete this set, or "it must exist". */
  ANY: 255,
} as const;

const names = new Map<number, string>(Object.entries(RecordClass).map(([name, code]) => [code, name]));
const codes = new Map<string, number>(Object.entries(RecordClass));

/** `"IN"` for 1; `"CLASS32"` for one without a name (RFC 3597 §5). */
export function classText(code: number): string {
  return names.get(code) ?? `CLASS${String(code)}`;
}

/** 1 for `"IN"` or `"CLASS1"`, in any case; `undefined` for what is no class. */
export function parseClass(text: string): number | undefined {
  const upper = text.toUpperCase();
  return codes.get(upper) ?? numbered("CLASS", upper);
}

/** 123 for `numbered("TYPE", "TYPE123")`: the numbered form of types and classes (RFC 3597 §5). */
export function numbered(prefix: string, text: string): number | undefined {
  if (!text.startsWith(prefix) || text.length > prefix.length + 5) return undefined;
  const digits = text.slice(prefix.length);
  if (!/^\d{1,5}$/.test(digits)) return undefined;
  const code = Number(digits);
  return code > 0xffff ? undefined : code;
}
