import { quoteOctets } from "../presentation/octet-escapes.js";
import type { RecordType } from "../wire/record-type.js";
import { readRest, writeRest } from "./forms/rest-octets.js";

/** A URI of a service (RFC 7553 §4). */
export interface URIData {
  /** Lower is tried first. */
  readonly priority: number;
  /** The share of those of one priority. */
  readonly weight: number;
  /** The URI: one character, U+0000 to U+00FF, for each octet; ASCII in any that is valid. */
  readonly target: string;
}

export const URI: RecordType<URIData> = {
  code: 256,
  mnemonic: "URI",
  read: (reader) => ({
    priority: reader.uint16(),
    weight: reader.uint16(),
    target: readRest(reader, "target").toString("latin1"),
  }),
  write(data, writer) {
    writer.uint16(data.priority);
    writer.uint16(data.weight);
    writeRest(octetsOf(data.target), "target", writer);
  },
  parse(tokens) {
    const priority = tokens.uint16("priority");
    const weight = tokens.uint16("weight");
    const target = tokens.octets("target").toString("latin1");
    if (target === "") throw tokens.fail("target is empty");
    return { priority, weight, target };
  },
  format: (data) => `${data.priority} ${data.weight} ${quoteOctets(octetsOf(data.target))}`,
};

function octetsOf(text: string): Buffer {
  const octets = Buffer.from(text, "latin1");
  if (octets.toString("latin1") !== text)
    throw new RangeError("target has a character that is no octet: encode the URI");
  return octets;
}
