import type { Address, IPAddress } from "../../transport/address.js";

/** Where a socket is to connect to: an address, or a UNIX socket or program on the same host. */
export type SocketTarget =
  | { readonly kind: "tcp"; readonly peer: IPAddress; readonly host: IPAddress }
  | { readonly kind: "named"; readonly name: string; readonly peer: Address; readonly host: Address };
