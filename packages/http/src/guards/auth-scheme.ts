import type { CredentialKind, Credentials } from "@twist/core/cred";
import type { HTTPRequest } from "../server/http-request.js";

/** Why a request is asked for credentials (again). */
export type ChallengeReason = "none-sent" | "refused" | "stale";

/** What an Authorization field of a scheme comes to. */
export type SchemeResult =
  | { readonly credentials: Credentials; accepted?(): boolean }
  /** They can't be looked at, or not any more: ask again. */
  | { readonly again: ChallengeReason };

/** One way to show who one is in a request (RFC 9110 §11). */
export interface AuthScheme {
  /** The scheme's name, as it is on the wire. */
  readonly name: string;
  /** The portal must have a checker for it. */
  readonly credentialKind: CredentialKind;
  /** Values of WWW-Authenticate that ask for it. */
  challenges(request: HTTPRequest, reason: ChallengeReason): readonly string[];
  /**
   * Reads what follows the scheme's name in Authorization. Where the result has `accepted`, it is called once the portal has let the credentials in; if it gives
   * false, they have been used before.
   */
  read(text: string, request: HTTPRequest): SchemeResult;
}
