import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** A host and port of a service (RFC 2782). */
export interface SRVData {
  /** Lower is tried first. */
  readonly priority: number;
  /** The share of those of one priority. */
  readonly weight: number;
  readonly port: number;
  /** The root stands for "there is no such service here". */
  readonly target: Name;
}

export const SRV: RecordType<SRVData> = {
  code: 33,
  mnemonic: "SRV",
  read: (reader) => ({
    priority: reader.uint16(),
    weight: reader.uint16(),
    port: reader.uint16(),
    target: reader.name(),
  }),
  write(data, writer) {
    writer.uint16(data.priority);
    writer.uint16(data.weight);
    writer.uint16(data.port);
    writer.uncompressedName(data.target);
  },
  parse: (tokens) => ({
    priority: tokens.uint16("priority"),
    weight: tokens.uint16("weight"),
    port: tokens.uint16("port"),
    target: tokens.name("target"),
  }),
  format: (data) => `${data.priority} ${data.weight} ${data.port} ${data.target.toString()}`,
};
