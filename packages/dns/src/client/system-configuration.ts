import { type FileSystem, isFileSystemError, readFile } from "@twist/core/filesystem";
import { DNSError } from "../wire/dns-error.js";
import { Name } from "../wire/name.js";
import { Hosts } from "./hosts.js";
import { parseResolvConf, type ResolvConf } from "./resolv-conf.js";
import type { StubResolverOptions } from "./stub-resolver-options.js";

/** No system's file comes near this. */
const maxFileBytes = 8 * 1024 * 1024;

/** What the system says about looking up names. */
export interface SystemConfiguration {
  readonly resolvConf: ResolvConf;
  readonly hosts: Hosts;
}

/** The text of the files that say so. */
export interface SystemFiles {
  readonly resolvConf: string;
  readonly hosts: string;
}

/** Reads `/etc/resolv.conf` and `/etc/hosts` of `files`. One that can't be read is empty: so has it the system's own resolver. */
export async function readSystemConfiguration(files: FileSystem): Promise<SystemConfiguration> {
  return parseSystemFiles(await readSystemFiles(files));
}

/** The files as they are, to be compared. */
export async function readSystemFiles(files: FileSystem): Promise<SystemFiles> {
  const [resolvConf, hosts] = await Promise.all([readText(files, "/etc/resolv.conf"), readText(files, "/etc/hosts")]);
  return { resolvConf, hosts };
}

export function parseSystemFiles({ resolvConf, hosts }: SystemFiles): SystemConfiguration {
  return { resolvConf: parseResolvConf(resolvConf), hosts: Hosts.parse(hosts) };
}

/** The options of a resolver that does as `configuration` says. Without a server it asks this machine. */
export function systemOptions({ resolvConf, hosts }: SystemConfiguration): StubResolverOptions {
  const { servers, rotate, attempts, timeoutMs, search, ndots, trustAD } = resolvConf;
  const transport = resolvConf.useTCP ? "tcp" : "udp";
  return {
    servers: (servers.length === 0 ? ["127.0.0.1"] : servers).map((host) => ({ host, transport })),
    rotate,
    attempts,
    attemptTimeoutMs: timeoutMs,
    search: search.filter(isName),
    ndots,
    trustAD,
    hosts,
  };
}

async function readText(files: FileSystem, path: string): Promise<string> {
  try {
    return (await readFile(files, path, { maxBytes: maxFileBytes })).toString("utf8");
  } catch (error) {
    if (isFileSystemError(error)) return "";
    throw error;
  }
}

function isName(text: string): boolean {
  try {
    Name.fromText(text);
    return true;
  } catch (error) {
    if (error instanceof DNSError) return false;
    throw error;
  }
}
