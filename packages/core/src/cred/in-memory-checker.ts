import type { Checker, Identity, ScramLookup } from "./checker.js";
import { constantTimeEqual } from "./constant-time.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import { Decoy } from "./decoy.js";
import { preparePassword, prepareUsername } from "./prepared-string.js";
import { type ScramHash, deriveScramVerifier, minScramIterations } from "./scram-verifier.js";

/**
 * Users and passwords in memory, in clear: for tests, demos, and the one account of a development server. It checks all that
 * passwords can do, CRAM-MD5 and its kin too.
 *
 * SCRAM verifiers are made anew at each look-up, also for a user that isn't there, so that both take the same time.
 */
export class InMemoryChecker implements Checker {
  readonly credentialKinds: readonly CredentialKind[] = [
    "password",
    "scram-sha-1",
    "scram-sha-256",
    "scram-sha-512",
    "challenge-response",
  ];
  readonly #passwords = new Map<string, string>();
  readonly #decoy = new Decoy();

  /** @param users Passwords by user name. */
  constructor(users: Readonly<Record<string, string>> = {}) {
    for (const [username, password] of Object.entries(users)) this.addUser(username, password);
  }

  /** Adds or changes a user. Throws `TypeError` where the name or the password is empty or has control characters. */
  addUser(username: string, password: string): this {
    const [name, secret] = [prepareUsername(username), preparePassword(password)];
    if (name === undefined || secret === undefined) throw new TypeError("a user name or a password can't be used");
    this.#passwords.set(name, secret);
    return this;
  }

  /** Takes a user away. @returns Whether there was one. */
  removeUser(username: string): boolean {
    return this.#passwords.delete(prepareUsername(username) ?? "");
  }

  async identify(credentials: Credentials): Promise<Identity | undefined> {
    switch (credentials.kind) {
      case "password": {
        const { name, password, known } = this.#find(credentials.username);
        return constantTimeEqual(preparePassword(credentials.password) ?? "", password) && known
          ? { avatarId: name }
          : undefined;
      }
      case "challenge-response": {
        const { name, password, known } = this.#find(credentials.username);
        return credentials.matches(password) && known ? { avatarId: name } : undefined;
      }
      case "scram-sha-1":
      case "scram-sha-256":
      case "scram-sha-512": {
        const { verifier, known } = await this.scramVerifier(credentials.username, credentials.hash);
        return credentials.matches(verifier) && known ? { avatarId: this.#find(credentials.username).name } : undefined;
      }
      default:
        return undefined;
    }
  }

  async scramVerifier(username: string, hash: ScramHash): Promise<ScramLookup> {
    const { name, password, known } = this.#find(username);
    const salt = this.#decoy.salt(name, hash);
    return { verifier: await deriveScramVerifier(password, { hash, salt, iterations: minScramIterations }), known };
  }

  /** What stands in for the password of an unknown user never counts: `known` is false. */
  #find(username: string): { name: string; password: string; known: boolean } {
    const name = prepareUsername(username) ?? "";
    const password = this.#passwords.get(name);
    return { name, password: password ?? "no such user", known: password !== undefined };
  }
}
