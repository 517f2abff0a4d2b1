import type { ReactorTime } from "../deferred/reactor-time.js";
import { Logger } from "../logging/logger.js";
import { reactor } from "../reactor/node/reactor.js";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";
import { type AuthorizedKey, type AuthorizedKeysContent, parseAuthorizedKeys } from "./authorized-keys-parser.js";
import type { Checker, Identity, LoginContext } from "./checker.js";
import type { CredentialKind, Credentials, PublicKey } from "./credentials.js";
import { matchesFrom } from "./from-patterns.js";
import { isMissingFile } from "./missing-file.js";
import { prepareUsername } from "./prepared-string.js";
import type { BadLine } from "./users-file-parser.js";
import { WatchedFile } from "./watched-file.js";

export interface AuthorizedKeysOptions {
  /**
   * The file of a user, or `undefined` for one that has none. The name is the peer's word: take no path from it that could lead
   * elsewhere.
   */
  readonly fileFor: (username: string) => string | undefined;
  /** Tells whether a key has expired. @default `reactor` */
  readonly clock?: ReactorTime;
  /** Told of each line that was skipped. @default a warning in the log */
  readonly onBadLine?: (line: BadLine & { readonly path: string }) => void;
  /** A larger file is refused. @default 1 MiB */
  readonly maxBytes?: number;
  /** How many files are kept in memory; the one used longest ago goes first. @default 256 */
  readonly maxFiles?: number;
}

const logger = new Logger("twist.cred.authorized-keys");

/**
 * Lets in whose public key stands in the user's authorized_keys: not expired, and from where its `from` allows. The other
 * options come with the identity, for the SSH server to keep. A `cert-authority` line lets in no plain key.
 */
export class AuthorizedKeysChecker implements Checker {
  readonly credentialKinds: readonly CredentialKind[] = ["public-key"];
  readonly #options: Required<AuthorizedKeysOptions>;
  readonly #files = new Map<string, WatchedFile<AuthorizedKeysContent>>();

  constructor(options: AuthorizedKeysOptions) {
    this.#options = { clock: reactor, onBadLine: warn, maxBytes: 1024 * 1024, maxFiles: 256, ...options };
  }

  async identify(credentials: Credentials, context: LoginContext): Promise<Identity | undefined> {
    if (credentials.kind !== "public-key") return undefined;
    const username = prepareUsername(credentials.username);
    const path = username === undefined ? undefined : this.#options.fileFor(username);
    if (username === undefined || path === undefined) return undefined;
    const { keys } = await this.#read(path);
    const authorizedKey = keys.find((key) => isSameKey(key, credentials) && this.#isUsable(key, context));
    return authorizedKey === undefined ? undefined : { avatarId: username, authorizedKey };
  }

  #isUsable({ options }: AuthorizedKey, { peer }: LoginContext): boolean {
    if (options.certAuthority) return false;
    if (options.expiresAtMs !== undefined && options.expiresAtMs <= this.#options.clock.wallTime()) return false;
    if (options.from === undefined) return true;
    return peer?.type === "tcp" && matchesFrom(options.from, peer.host);
  }

  /** A user without a file has no keys; a file that can't be read is trouble. */
  async #read(path: string): Promise<AuthorizedKeysContent> {
    try {
      return await this.#fileAt(path).read();
    } catch (error) {
      if (error instanceof AuthenticationUnavailable && isMissingFile(error.cause)) return { keys: [], badLines: [] };
      throw error;
    }
  }

  #fileAt(path: string): WatchedFile<AuthorizedKeysContent> {
    const { maxBytes, maxFiles, onBadLine } = this.#options;
    const parse = (text: string): AuthorizedKeysContent => {
      const content = parseAuthorizedKeys(text);
      for (const line of content.badLines) onBadLine({ ...line, path });
      return content;
    };
    const file = this.#files.get(path) ?? new WatchedFile(path, { maxBytes, parse });
    // Taken out and put in again: a Map keeps the order, so the first is the one used longest ago.
    this.#files.delete(path);
    this.#files.set(path, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxFiles && oldest !== undefined) this.#files.delete(oldest);
    return file;
  }
}

function isSameKey(key: AuthorizedKey, credentials: PublicKey): boolean {
  return key.keyType === credentials.keyType && key.blob.equals(credentials.blob);
}

function warn({ path, lineNumber, reason }: BadLine & { readonly path: string }): void {
  logger.warn("skipped a line of authorized_keys", { path, lineNumber, reason });
}
