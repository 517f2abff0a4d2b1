import type { EDNSOptionType } from "./edns-option-type.js";

/** DNS cookies (RFC 7873 §4). */
export interface CookieData {
  /** 8 bytes. */
  readonly client: Buffer;
  /** 8 to 32 bytes; absent until the client has one of this server. */
  readonly server?: Buffer | undefined;
}

export const Cookie: EDNSOptionType<CookieData> = {
  code: 10,
  name: "COOKIE",
  read(reader) {
    const client = reader.bytes(8);
    if (reader.remaining === 0) return { client };
    if (reader.remaining < 8 || reader.remaining > 32) throw reader.error("a server cookie has 8 to 32 bytes");
    return { client, server: reader.rest() };
  },
  write({ client, server }, writer) {
    if (client.length !== 8) throw new RangeError("a client cookie has 8 bytes");
    writer.bytes(client);
    if (server === undefined) return;
    if (server.length < 8 || server.length > 32) throw new RangeError("a server cookie has 8 to 32 bytes");
    writer.bytes(server);
  },
};
