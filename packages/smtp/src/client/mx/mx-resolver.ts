/** A mail server of a domain, as DNS has it. */
export interface MXRecord {
  /** The server's name. */
  readonly exchange: string;
  /** The smaller, the better. */
  readonly priority: number;
}

/**
 * Finds the mail servers of a domain. Node's own will do: `import { promises } from "node:dns"`; so will any resolver with this method. "There is none" is an
 * empty list, or an error whose `code` is `ENODATA`; "there is no such domain" one whose `code` is `ENOTFOUND`; every other error means "ask again later".
 */
export interface MXResolver {
  resolveMx(domain: string): PromiseLike<readonly MXRecord[]>;
}
