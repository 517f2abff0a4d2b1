import { SMTPClientError } from "../smtp-client-error.js";
import type { MXRecord, MXResolver } from "./mx-resolver.js";

/** What finding the servers of a domain takes. */
export interface MailHostsOptions {
  readonly resolver: MXResolver;
  /** A number from 0 to before 1: which of several equally good servers is tried first. */
  readonly random: () => number;
  /** Whether a server is this host. It and all that are no better are left out then (RFC 5321 §5.1). */
  readonly isSelf: (host: string) => boolean;
}

/**
 * The servers that take a domain's mail, in the order in which to try them (RFC 5321 §5.1). A domain without MX records takes its mail itself; one with a null MX
 * (RFC 7505) takes none.
 *
 * Fails with an `SMTPClientError`: `NO_MAIL_SERVER`, `LOOKUP_FAILED`, `MAIL_LOOP`.
 */
export async function mailHosts(domain: string, options: MailHostsOptions): Promise<readonly string[]> {
  const records = await lookup(domain, options.resolver);
  if (records.length === 0) return [domain];
  const servers = records.filter(({ exchange }) => !isRoot(exchange));
  if (servers.length === 0) throw noServer(`${domain} takes no mail (null MX, RFC 7505)`);
  const ordered = order(servers, options.random);
  const self = ordered.find(({ exchange }) => options.isSelf(exchange));
  const better = self === undefined ? ordered : ordered.filter(({ priority }) => priority < self.priority);
  if (better.length === 0) {
    throw new SMTPClientError(`The mail server of ${domain} is this host, which does not take mail for it`, {
      code: "MAIL_LOOP",
      permanent: true,
    });
  }
  return better.map(({ exchange }) => exchange.replace(/\.$/, ""));
}

async function lookup(domain: string, resolver: MXResolver): Promise<readonly MXRecord[]> {
  try {
    return await resolver.resolveMx(domain);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENODATA") return [];
    if (code === "ENOTFOUND") throw noServer(`There is no domain ${domain}`, cause);
    throw new SMTPClientError(`The mail servers of ${domain} could not be looked up just now`, {
      code: "LOOKUP_FAILED",
      permanent: false,
      cause,
    });
  }
}

/** By preference, and by chance among equals, so that they share the load. */
function order(records: readonly MXRecord[], random: () => number): MXRecord[] {
  return records
    .map((record) => ({ record, chance: random() }))
    .sort((a, b) => a.record.priority - b.record.priority || a.chance - b.chance)
    .map(({ record }) => record);
}

function isRoot(exchange: string): boolean {
  return exchange === "" || exchange === ".";
}

function noServer(message: string, cause?: unknown): SMTPClientError {
  return new SMTPClientError(message, { code: "NO_MAIL_SERVER", permanent: true, cause });
}
