import { asBuffer } from "@twist/core/wire";

const CR = 0x0d;
const LF = 0x0a;

/** Puts a CR before every LF that has none, chunk by chunk: POP3 and IMAP send lines with CRLF, whatever the file has. */
export class CRLFReader {
  #last = 0;

  convert(chunk: Uint8Array): Buffer {
    const bytes = asBuffer(chunk);
    const before = this.#last;
    let added = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
      if ((at > 0 ? bytes[at - 1] : before) !== CR) added += 1;
    }
    this.#last = bytes[bytes.length - 1] ?? before;
    return added === 0 ? bytes : insert(bytes, added, before);
  }
}

function insert(bytes: Buffer, added: number, before: number): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + added);
  let length = 0;
  let start = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if ((at > 0 ? bytes[at - 1] : before) === CR) continue;
    length += bytes.copy(out, length, start, at);
    out[length++] = CR;
    start = at;
  }
  bytes.copy(out, length, start);
  return out;
}
