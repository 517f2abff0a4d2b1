import type { Deferred } from "../deferred/deferred.js";
import type { LoginContext } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import type { Login } from "./login.js";
import type { ScramHash, ScramVerifier } from "./scram-verifier.js";

/** What a protocol logs its peers in with: a `Portal`, or the `LoginSession` of one connection. */
export interface Authenticator<Avatar> {
  /** The sorts of credentials that can be checked: a server offers no others. */
  readonly credentialKinds: readonly CredentialKind[];
  /** Logs in, or fails with `UnauthorizedLogin` or `AuthenticationUnavailable`. Cancelling it gives up. */
  login(credentials: Credentials, context?: LoginContext): Deferred<Login<Avatar>>;
  /** The verifier that SCRAM's server needs for its challenge, for a user that isn't there a made-up one. */
  scramVerifier(username: string, hash: ScramHash): Deferred<ScramVerifier>;
}
