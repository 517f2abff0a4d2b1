import { matchPrefix } from "./match-prefix.js";

/** Matches the preface of an HTTP/2 client that knows beforehand that the server speaks it (RFC 9113 §3.4). */
export const matchHTTP2 = matchPrefix("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
