import { encodeBase64 } from "../presentation/binary-text.js";
import type { RecordType } from "../wire/record-type.js";
import { formatGateway, type Gateway, gatewayType, parseGateway, readGateway, writeGateway } from "./forms/gateway.js";

/** A key to talk IPsec with the owner, and the gateway to send it to (RFC 4025 §2). */
export interface IPSECKEYData {
  /** Lower is tried first. */
  readonly precedence: number;
  /** 0 no key, 1 DSA, 2 RSA, 3 ECDSA. */
  readonly algorithm: number;
  /** An IPv4 or IPv6 address or a name, which is what "gateway type" says on the wire; `undefined` for none. */
  readonly gateway: Gateway;
  /** Empty where there is no key. */
  readonly publicKey: Buffer;
}

export const IPSECKEY: RecordType<IPSECKEYData> = {
  code: 45,
  mnemonic: "IPSECKEY",
  read(reader) {
    const precedence = reader.uint8();
    const type = reader.uint8();
    return {
      precedence,
      algorithm: reader.uint8(),
      gateway: readGateway(type, reader),
      publicKey: reader.rest(),
    };
  },
  write(data, writer) {
    writer.uint8(data.precedence);
    writer.uint8(gatewayType(data.gateway));
    writer.uint8(data.algorithm);
    writeGateway(data.gateway, "gateway", writer);
    writer.bytes(data.publicKey);
  },
  parse(tokens) {
    const precedence = tokens.uint8("precedence");
    const type = tokens.uint("gatewayType", 3);
    return {
      precedence,
      algorithm: tokens.uint8("algorithm"),
      gateway: parseGateway(type, tokens, "gateway"),
      publicKey: tokens.isLast ? Buffer.alloc(0) : tokens.restBase64("publicKey"),
    };
  },
  format(data) {
    const { precedence, algorithm, gateway, publicKey } = data;
    const key = publicKey.length === 0 ? "" : ` ${encodeBase64(publicKey)}`;
    return `${precedence} ${gatewayType(gateway)} ${algorithm} ${formatGateway(gateway)}${key}`;
  },
};
