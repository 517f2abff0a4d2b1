/**
 * The ClientHello (RFC 8446 §4.1.2), with the extensions that say something about the application: server_name (RFC 6066 §3) and
 * ALPN (RFC 7301 §3.1). It is a real one, because programs look into it before they know who is to answer.
 */

export interface ClientHello {
  /** 32 bytes. */
  readonly random: Buffer;
  readonly serverName: string | undefined;
  /** Empty where the client offers no ALPN. */
  readonly alpnProtocols: readonly string[];
}

const handshakeType = 1;
const extension = { serverName: 0, alpn: 16, supportedVersions: 43 } as const;
/** TLS_AES_128_GCM_SHA256 and TLS_AES_256_GCM_SHA384. */
const cipherSuites = Buffer.from([0x13, 0x01, 0x13, 0x02]);

/** The handshake message, without the record around it. */
export function encodeClientHello(hello: ClientHello): Buffer {
  const extensions: Buffer[] = [];
  if (hello.serverName !== undefined) {
    const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(hello.serverName, "latin1"))]);
    extensions.push(encodeExtension(extension.serverName, sized(2, entry)));
  }
  if (hello.alpnProtocols.length > 0) {
    const names = hello.alpnProtocols.map((name) => sized(1, Buffer.from(name, "latin1")));
    extensions.push(encodeExtension(extension.alpn, sized(2, Buffer.concat(names))));
  }
  extensions.push(encodeExtension(extension.supportedVersions, sized(1, Buffer.from([3, 4]))));
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    hello.random,
    sized(1, Buffer.alloc(0)),
    sized(2, cipherSuites),
    sized(1, Buffer.from([0])),
    sized(2, Buffer.concat(extensions)),
  ]);
  return Buffer.concat([Buffer.from([handshakeType]), sized(3, body)]);
}

/** Reads a handshake message. @throws {RangeError} where it is no ClientHello. */
export function parseClientHello(message: Buffer): ClientHello {
  const reader = new FieldReader(message);
  if (reader.number(1) !== handshakeType) throw new RangeError("The handshake does not begin with a ClientHello.");
  const body = new FieldReader(reader.sized(3));
  body.bytes(2);
  const random = body.bytes(32);
  body.sized(1);
  body.sized(2);
  body.sized(1);
  const extensions = new FieldReader(body.sized(2));
  let serverName: string | undefined;
  let alpnProtocols: readonly string[] = [];
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const data = new FieldReader(extensions.sized(2));
    if (type === extension.serverName) serverName = readServerName(data);
    else if (type === extension.alpn) alpnProtocols = readNames(data);
  }
  return { random, serverName, alpnProtocols };
}

function readServerName(data: FieldReader): string {
  const entry = new FieldReader(data.sized(2));
  entry.bytes(1);
  return entry.sized(2).toString("latin1");
}

function readNames(data: FieldReader): string[] {
  const list = new FieldReader(data.sized(2));
  const names: string[] = [];
  while (list.left > 0) names.push(list.sized(1).toString("latin1"));
  return names;
}

function encodeExtension(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 255]), sized(2, data)]);
}

/** `data` behind its length in `width` bytes. */
function sized(width: number, data: Buffer): Buffer {
  const length = Buffer.alloc(width);
  length.writeUIntBE(data.length, 0, width);
  return Buffer.concat([length, data]);
}

class FieldReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw new RangeError("The ClientHello ends too early.");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number(width: number): number {
    return this.bytes(width).readUIntBE(0, width);
  }

  sized(width: number): Buffer {
    return this.bytes(this.number(width));
  }
}
