import { reactor } from "@twist/core";
import { LocalFileSystem } from "@twist/core/filesystem";
import type { StubResolver } from "./stub-resolver.js";
import { SystemResolver } from "./system-resolver.js";

let shared: SystemResolver | undefined;

/** The resolver that all who bring none of their own share: it does as this machine's `/etc/resolv.conf` and `/etc/hosts` say. */
export function systemResolver(): Promise<StubResolver> {
  shared ??= new SystemResolver(new LocalFileSystem("/", { readOnly: true }), reactor);
  return shared.current();
}
