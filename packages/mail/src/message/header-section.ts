/**
 * The header section of a message (RFC 5322 §2.2): where its fields are. Fields aren't decoded, only found, dropped and added.
 */

const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;

/** A field, as a range of the section's bytes. */
interface FieldRange {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  /** Where its body begins. */
  readonly body: number;
  /** Behind its line end, that of its last continuation line. */
  readonly end: number;
}

const crlf = Buffer.from("\r\n");

/** The header section of one message. */
export class HeaderSection {
  /** The section, with the line ends of its fields and without the empty line behind them. */
  readonly bytes: Buffer;
  readonly #fields: readonly FieldRange[];

  private constructor(bytes: Buffer, fields: readonly FieldRange[]) {
    this.bytes = bytes;
    this.#fields = fields;
  }

  /**
   * Finds the header section that `message` begins with. It ends at an empty line, or where a line is no field.
   *
   * @param complete Whether `message` is all of the message.
   * @returns `undefined` where the section doesn't end in these bytes.
   */
  static parse(message: Buffer, complete: boolean): HeaderSection | undefined {
    const fields: FieldRange[] = [];
    let at = 0;
    while (at < message.length) {
      const end = endOfField(message, at, complete);
      if (end === -1) {
        if (!complete) return undefined;
        break;
      }
      const body = endOfName(message, at);
      if (body === -1) return new HeaderSection(message.subarray(0, at), fields);
      fields.push({
        name: message
          .toString("latin1", at, body - 1)
          .trimEnd()
          .toLowerCase(),
        start: at,
        body,
        end,
      });
      at = end;
    }
    return complete ? new HeaderSection(message.subarray(0, at), fields) : undefined;
  }

  /** Whether there is a field of that name, in lower case. */
  has(name: string): boolean {
    return this.#fields.some((field) => field.name === name);
  }

  /** The bodies of the fields of that name, in lower case, unfolded. */
  values(name: string): string[] {
    const values: string[] = [];
    for (const field of this.#fields) {
      if (field.name !== name) continue;
      const body = this.bytes.toString("utf8", field.body, field.end);
      values.push(body.replaceAll("\r\n", "").trim());
    }
    return values;
  }

  /** The section without the fields of these names, in lower case. */
  without(names: ReadonlySet<string>): Buffer {
    const kept: Buffer[] = [];
    let start = 0;
    for (const field of this.#fields) {
      if (!names.has(field.name)) continue;
      kept.push(this.bytes.subarray(start, field.start));
      start = field.end;
    }
    if (start === 0 && kept.length === 0) return this.bytes;
    kept.push(this.bytes.subarray(start));
    return Buffer.concat(kept);
  }
}

/** What has to stand between a header section and `rest`, so that nothing of `rest` is taken for a field: an empty line, where it doesn't begin with one. */
export function separatorBefore(rest: Buffer | undefined): Buffer {
  const [first, second] = rest ?? crlf;
  return first === LF || (first === CR && second === LF) ? Buffer.alloc(0) : crlf;
}

/** Behind the field or the other line that begins at `from`; -1 where its end, or what tells it, isn't there. */
function endOfField(message: Buffer, from: number, complete: boolean): number {
  for (let at = from; ;) {
    const lineEnd = message.indexOf(LF, at);
    if (lineEnd === -1) return -1;
    at = lineEnd + 1;
    const isEmpty = lineEnd === from || (lineEnd === from + 1 && message[from] === CR);
    if (isEmpty) return at;
    const next = message[at];
    if (next === undefined) return complete ? at : -1;
    if (next !== SPACE && next !== TAB) return at;
  }
}

/** Behind the colon of `field-name = 1*ftext`, ftext being %d33-57 / %d59-126; -1 where the line is no field. Some write spaces before the colon. */
function endOfName(message: Buffer, from: number): number {
  for (let at = from; at < message.length; at++) {
    const byte = message[at] ?? 0;
    if (byte === COLON) return at === from ? -1 : at + 1;
    if (byte === SPACE || byte === TAB) {
      if (at === from || !onlyBlanksBeforeColon(message, at)) return -1;
    } else if (byte < 33 || byte > 126) return -1;
  }
  return -1;
}

function onlyBlanksBeforeColon(message: Buffer, from: number): boolean {
  let at = from;
  while (message[at] === SPACE || message[at] === TAB) at++;
  return message[at] === COLON;
}
