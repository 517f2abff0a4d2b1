import { networkInterfaces } from "node:os";

/** The families of addresses that this machine has, this machine's own for itself not counted. */
export function interfaceFamilies(): ReadonlySet<4 | 6> {
  const families = new Set<4 | 6>();
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { internal, family } of addresses ?? []) if (!internal) families.add(family === "IPv6" ? 6 : 4);
  }
  return families;
}
