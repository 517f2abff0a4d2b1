import type { Name } from "../wire/name.js";
import type { RecordType } from "../wire/record-type.js";

/** The start of a zone of authority (RFC 1035 §3.3.13). Times are seconds. */
export interface SOAData {
  /** The primary server. */
  readonly mname: Name;
  /** The mailbox of who is responsible, its `@` written as a dot. */
  readonly rname: Name;
  /** The zone's version, compared as RFC 1982 says. */
  readonly serial: number;
  /** Seconds between a secondary's looks at the serial. */
  readonly refresh: number;
  /** Seconds until it tries again after a failure. */
  readonly retry: number;
  /** Seconds after which it gives the zone up. */
  readonly expire: number;
  /** The TTL, in seconds, of negative answers (RFC 2308 §4). */
  readonly minimum: number;
}

export const SOA: RecordType<SOAData> = {
  code: 6,
  mnemonic: "SOA",
  read: (reader) => ({
    mname: reader.name(),
    rname: reader.name(),
    serial: reader.uint32(),
    refresh: reader.uint32(),
    retry: reader.uint32(),
    expire: reader.uint32(),
    minimum: reader.uint32(),
  }),
  write(data, writer) {
    writer.name(data.mname);
    writer.name(data.rname);
    writer.uint32(data.serial);
    writer.uint32(data.refresh);
    writer.uint32(data.retry);
    writer.uint32(data.expire);
    writer.uint32(data.minimum);
  },
  parse: (tokens) => ({
    mname: tokens.name("mname"),
    rname: tokens.name("rname"),
    serial: tokens.uint32("serial"),
    refresh: tokens.duration("refresh"),
    retry: tokens.duration("retry"),
    expire: tokens.duration("expire"),
    minimum: tokens.duration("minimum"),
  }),
  format: ({ mname, rname, serial, refresh, retry, expire, minimum }) =>
    `${mname.toString()} ${rname.toString()} ${serial} ${refresh} ${retry} ${expire} ${minimum}`,
};
