import type { RecordType } from "../wire/record-type.js";
import { formatGateway, type Gateway, gatewayType, parseGateway, readGateway, writeGateway } from "./forms/gateway.js";

/** A relay that brings multicast over unicast networks (RFC 8777 §4). */
export interface AMTRELAYData {
  /** Lower is tried first. */
  readonly precedence: number;
  /** Whether a gateway may leave out the discovery of the relay's address. */
  readonly discoveryOptional: boolean;
  /** An IPv4 or IPv6 address or a name, which is what "type" says on the wire; `undefined` for none. */
  readonly relay: Gateway;
}

export const AMTRELAY: RecordType<AMTRELAYData> = {
  code: 260,
  mnemonic: "AMTRELAY",
  read(reader) {
    const precedence = reader.uint8();
    const type = reader.uint8();
    return { precedence, discoveryOptional: type >= 0x80, relay: readGateway(type & 0x7f, reader) };
  },
  write(data, writer) {
    writer.uint8(data.precedence);
    writer.uint8((data.discoveryOptional ? 0x80 : 0) | gatewayType(data.relay));
    writeGateway(data.relay, "relay", writer);
  },
  parse(tokens) {
    const precedence = tokens.uint8("precedence");
    const discoveryOptional = tokens.uint("discoveryOptional", 1) === 1;
    const type = tokens.uint("type", 3);
    return { precedence, discoveryOptional, relay: parseGateway(type, tokens, "relay") };
  },
  format(data) {
    const { precedence, discoveryOptional, relay } = data;
    return `${precedence} ${discoveryOptional ? 1 : 0} ${gatewayType(relay)} ${formatGateway(relay)}`;
  },
};
