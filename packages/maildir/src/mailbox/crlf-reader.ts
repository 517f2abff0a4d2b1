const CR = 0x0d;
const LF = 0x0a;

/** Puts a CR before every LF that has none, chunk by chunk: POP3 and IMAP send lines with CRLF, whatever the file has. */
export class CRLFReader {
  #last = 0;

  convert(chunk: Uint8Array): Uint8Array {
    let added = 0;
    let last = this.#last;
    for (const byte of chunk) {
      if (byte === LF && last !== CR) added += 1;
      last = byte;
    }
    const before = this.#last;
    this.#last = last;
    return added === 0 ? chunk : insert(chunk, added, before);
  }
}

function insert(chunk: Uint8Array, added: number, before: number): Uint8Array {
  const out = Buffer.allocUnsafe(chunk.length + added);
  let length = 0;
  let last = before;
  for (const byte of chunk) {
    if (byte === LF && last !== CR) out[length++] = CR;
    last = out[length++] = byte;
  }
  return out;
}
