import { encodeBase64, encodeHex } from "../presentation/binary-text.js";
import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A host's identity, apart from its addresses (RFC 8005 §5). */
export interface HIPData {
  /** As in IPSECKEY: 1 DSA, 2 RSA, 3 ECDSA. */
  readonly pkAlgorithm: number;
  /** The Host Identity Tag: up to 255 octets. */
  readonly hit: Buffer;
  readonly publicKey: Buffer;
  /** In the order in which to try them. */
  readonly rendezvousServers: readonly Name[];
}

export const HIP: RecordType<HIPData> = {
  code: 55,
  mnemonic: "HIP",
  read(reader) {
    const hitLength = reader.uint8();
    const pkAlgorithm = reader.uint8();
    const keyLength = reader.uint16();
    if (hitLength === 0 || keyLength === 0) throw reader.error("a HIP record without its tag or its key");
    const hit = reader.bytes(hitLength);
    const publicKey = reader.bytes(keyLength);
    const rendezvousServers: Name[] = [];
    while (reader.remaining > 0) rendezvousServers.push(reader.plainName());
    return { pkAlgorithm, hit, publicKey, rendezvousServers };
  },
  write(data, writer) {
    if (data.hit.length === 0 || data.publicKey.length === 0) throw new RangeError("hit or publicKey is empty");
    writer.uint8(data.hit.length);
    writer.uint8(data.pkAlgorithm);
    writer.uint16(data.publicKey.length);
    writer.bytes(data.hit);
    writer.bytes(data.publicKey);
    for (const server of data.rendezvousServers) writer.plainName(server);
  },
  parse(tokens) {
    const pkAlgorithm = tokens.uint8("pkAlgorithm");
    const hit = tokens.hex("hit");
    if (hit.length === 0 || hit.length > 255) throw tokens.fail("hit has to be of 1 to 255 octets");
    const publicKey = tokens.base64("publicKey");
    if (publicKey.length === 0) throw tokens.fail("publicKey is empty");
    const rendezvousServers: Name[] = [];
    while (!tokens.isLast) rendezvousServers.push(tokens.name("rendezvousServers"));
    return { pkAlgorithm, hit, publicKey, rendezvousServers };
  },
  format(data) {
    const servers = data.rendezvousServers.map((server) => ` ${server.toString()}`).join("");
    return `${data.pkAlgorithm} ${encodeHex(data.hit)} ${encodeBase64(data.publicKey)}${servers}`;
  },
};
