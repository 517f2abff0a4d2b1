import { AddressList } from "@twist/core";
import { privateNetworks } from "../exchange/private-networks.js";

/** Private addresses, those that belong to many, and IPv4 in IPv6: a public zone whose server is there means something else. */
const unroutable = new AddressList([...privateNetworks, "224.0.0.0/3", "::/96", "ff00::/8"]);

/** Whether `address` belongs to this machine, to a private network, or to nobody in particular. */
export function isUnroutable(address: string): boolean {
  return unroutable.has(address);
}
