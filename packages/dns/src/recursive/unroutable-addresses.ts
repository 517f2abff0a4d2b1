import { AddressList } from "@twist/core";

/** Addresses that nobody on the Internet has (RFC 6890), or that belong to many: a public zone whose server is there means something else. */
const unroutable = new AddressList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
  "::/96",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]);

/** Whether `address` belongs to this machine, to a private network, or to nobody in particular. */
export function isUnroutable(address: string): boolean {
  return unroutable.has(address);
}
