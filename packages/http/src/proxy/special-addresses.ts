import { AddressList } from "@twist/core";

/**
 * Addresses that aren't on the public Internet, or lead somewhere else than they say: what IANA's registries of special-purpose addresses (RFC 6890) have as not
 * globally reachable, multicast, and IPv6 addresses with an IPv4 address inside, which a translator takes to it.
 */
export const SPECIAL_ADDRESSES = new AddressList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Unspecified, loopback, and IPv4-compatible.
  "::/96",
  // IPv4-translated, NAT64.
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  // Teredo, ORCHID and their kin.
  "2001::/23",
  "2001:db8::/32",
  // 6to4.
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
]);
