/** What a peer shows to say who it is. Each sort has a `kind`, which is how a portal finds the checkers for it. */

import type { PeerCertificate } from "../transport/tls-options.js";
import type { BaseCredentials } from "./base-credentials.js";
import type { BearerToken } from "./bearer-token.js";
import type { ScramProof } from "./scram-proof.js";
import type { UsernamePassword } from "./username-password.js";

/**
 * An answer that was made from the user's password and a challenge of ours, without sending the password:
 * CRAM-MD5, APOP, HTTP Digest. To check it one needs the password itself, so only a checker that keeps passwords in
 * clear can.
 */
export interface ChallengeResponse extends BaseCredentials {
  readonly kind: "challenge-response";
  readonly username: string;
  /** Whether the answer was made with `password`. Takes the same time for each password. */
  matches(password: string): boolean;
}

/**
 * A public key whose signature the protocol **has verified already**. To ask beforehand whether a key would do at
 * all (SSH's query without a signature), use `Portal.identify`, which logs nobody in.
 */
export interface PublicKey extends BaseCredentials {
  readonly kind: "public-key";
  readonly username: string;
  /** The key's type as OpenSSH names it: `"ssh-ed25519"`. */
  readonly keyType: string;
  /** The key in SSH's wire format. */
  readonly blob: Uint8Array;
}

/** A certificate that TLS **has verified already** (`TLSInfo.authorized`). */
export interface ClientCertificate extends BaseCredentials {
  readonly kind: "client-certificate";
  readonly certificate: PeerCertificate;
}

/** Nobody in particular. */
export interface Anonymous extends BaseCredentials {
  readonly kind: "anonymous";
  /** What the peer says about itself, often a mail address. Unproven, for the log. */
  readonly trace?: string | undefined;
}

/** Each `kind`, and what comes with it. */
export interface CredentialTypes {
  password: UsernamePassword;
  "challenge-response": ChallengeResponse;
  "scram-sha-1": ScramProof;
  "scram-sha-256": ScramProof;
  "scram-sha-512": ScramProof;
  "public-key": PublicKey;
  "client-certificate": ClientCertificate;
  "bearer-token": BearerToken;
  anonymous: Anonymous;
}

/** How a sort of credentials is called. */
export type CredentialKind = keyof CredentialTypes;

/** Any credentials. */
export type Credentials = CredentialTypes[CredentialKind];
