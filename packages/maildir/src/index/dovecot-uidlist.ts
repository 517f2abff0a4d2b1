import { baseLength } from "../names/message-name.js";

/** What a `dovecot-uidlist` says. */
export interface DovecotUIDList {
  readonly uidValidity: number;
  readonly uidNext: number;
  /** In ascending order; names without flags. */
  readonly messages: readonly { readonly uid: number; readonly base: string }[];
}

/** No uidlist that we read is longer. */
export const maxUIDListBytes = 256 * 1024 * 1024;

const highest = 0xffff_ffff;

/**
 * Reads Dovecot's list of UIDs (versions 1 and 3), so that a mailbox that moves from Dovecot to us keeps them and no client has to
 * download it again. Undefined where anything about it is odd: then the mailbox gets new UIDs, which costs only time.
 *
 *     3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1
 *     25006 W1380 :1276528487.M364837P9451.kurkku,S=1355:2,
 */
export function parseDovecotUIDList(bytes: Buffer): DovecotUIDList | undefined {
  const text = bytes.toString("latin1");
  const headerEnd = text.indexOf("\n");
  const header = parseHeader(text.slice(0, headerEnd).split(" "));
  if (headerEnd < 0 || header === undefined) return undefined;
  const messages: { uid: number; base: string }[] = [];
  let last = 0;
  for (let at = headerEnd + 1; at < text.length;) {
    const end = text.indexOf("\n", at);
    // A line without its end was torn, and what is behind it may be as well.
    if (end < 0) break;
    const message = parseLine(text.slice(at, end), header.version);
    if (message === undefined || message.uid <= last || message.uid > highest) return undefined;
    last = message.uid;
    messages.push(message);
    at = end + 1;
  }
  // Dovecot appends messages without touching the header.
  return { uidValidity: header.uidValidity, uidNext: Math.max(header.uidNext, last + 1), messages };
}

function parseHeader(fields: readonly string[]): { version: number; uidValidity: number; uidNext: number } | undefined {
  const [version, ...rest] = fields;
  const find = (key: string): number => Number(rest.find((field) => field.startsWith(key))?.slice(1));
  const numbers = version === "3" ? [find("V"), find("N")] : version === "1" ? rest.map(Number) : [];
  const [uidValidity = 0, uidNext = 0] = numbers;
  if (!isUID(uidValidity) || !isUID(uidNext)) return undefined;
  return { version: Number(version), uidValidity, uidNext };
}

function parseLine(line: string, version: number): { uid: number; base: string } | undefined {
  const space = line.indexOf(" ");
  // Between the UID and the name stand extensions such as W1380; the name begins behind the first " :".
  const nameStart = version === 1 ? space + 1 : line.indexOf(" :") + 2;
  if (space < 1 || nameStart < 2) return undefined;
  const uid = Number(line.slice(0, space));
  const name = line.slice(nameStart);
  const base = name.slice(0, baseLength(name));
  return isUID(uid) && base !== "" && !base.includes("/") ? { uid, base } : undefined;
}

function isUID(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= highest;
}
