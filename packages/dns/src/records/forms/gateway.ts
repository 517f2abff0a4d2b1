import { formatIPv4 } from "../../presentation/ipv4-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import { Name } from "../../wire/name.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import { writeIPv4 } from "./ipv4-octets.js";
import { readIPv6, writeIPv6 } from "./ipv6-octets.js";

/** A gateway of IPSECKEY, a relay of AMTRELAY: an IPv4 or IPv6 address, a name, or none at all. */
export type Gateway = string | Name | undefined;

/** The number that says which of them it is (RFC 4025 §2.3, RFC 8777 §4.2.3): 0 none, 1 IPv4, 2 IPv6, 3 a name. */
export function gatewayType(gateway: Gateway): number {
  if (gateway === undefined) return 0;
  if (gateway instanceof Name) return 3;
  return gateway.includes(":") ? 2 : 1;
}

export function readGateway(type: number, reader: RDataReader): Gateway {
  switch (type) {
    case 0:
      return undefined;
    case 1:
      return formatIPv4(reader.uint32());
    case 2:
      return readIPv6(reader);
    case 3:
      return reader.plainName();
    default:
      throw reader.error("a gateway or relay of a type that isn't 0 to 3");
  }
}

export function writeGateway(gateway: Gateway, field: string, writer: RDataWriter): void {
  if (gateway === undefined) return;
  if (gateway instanceof Name) writer.plainName(gateway);
  else if (gateway.includes(":")) writeIPv6(gateway, field, writer);
  else writeIPv4(gateway, field, writer);
}

export function parseGateway(type: number, tokens: TokenReader, field: string): Gateway {
  switch (type) {
    case 0:
      if (tokens.word(field) !== ".") throw tokens.fail(`${field} has to be a dot where its type is 0`);
      return undefined;
    case 1:
      return tokens.ipv4(field);
    case 2:
      return tokens.ipv6(field);
    default:
      return tokens.name(field);
  }
}

export function formatGateway(gateway: Gateway): string {
  return gateway === undefined ? "." : gateway.toString();
}
