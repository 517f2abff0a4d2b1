/** Who can tell whether credentials are good. */

import type { Address } from "../transport/address.js";
import type { AuthorizedKey } from "./authorized-keys-parser.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import type { ScramHash, ScramVerifier } from "./scram-verifier.js";

/** Whom credentials proved. */
export interface Identity {
  /** The user's name, for the realm to make an avatar of (Twisted's avatarId). */
  readonly avatarId: string;
  /**
   * The line of authorized_keys that let the user in. Its options (`command=`, `restrict`, …) bind what the user may do, and the
   * protocol must keep to them.
   */
  readonly authorizedKey?: AuthorizedKey;
  /** What a token said about its bearer. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Where a login comes from, and how to stop it. */
export interface LoginContext {
  /** The other end of the connection. Failed logins are counted for it. */
  readonly peer?: Address | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** Checks some sorts of credentials (Twisted's ICredentialsChecker). */
export interface Checker {
  /** The sorts it can check. Fixed. */
  readonly credentialKinds: readonly CredentialKind[];

  /**
   * Whom `credentials` prove, or `undefined` where they prove nobody. It must take the same time for a user that it
   * doesn't know and for a secret that is wrong.
   *
   * Rejects only where it can't tell: the login then fails with `AuthenticationUnavailable`.
   */
  identify(credentials: Credentials, context: LoginContext): PromiseLike<Identity | undefined>;

  /**
   * The stored verifier of a user, for the server's side of SCRAM. A checker that lists a `scram-…` kind has it. For a user that
   * it doesn't know it makes one up, the same each time, of which nobody knows the password.
   */
  scramVerifier?(username: string, hash: ScramHash): PromiseLike<ScramLookup>;
}

/** A verifier, and whether there is a user behind it. Only the verifier may be shown to a peer. */
export interface ScramLookup {
  readonly verifier: ScramVerifier;
  readonly known: boolean;
}
