/**
 * `@twist/core/cred`: who a peer is. A `Portal` takes credentials, asks its checkers, and gives the avatar that a realm makes for the user.
 * `SASLServer` and `SASLClient` are both sides of SASL for the protocols that use it.
 */

export { CredError } from "./cred-error.js";
export { UnauthorizedLogin } from "./unauthorized-login.js";
export { AuthenticationUnavailable } from "./authentication-unavailable.js";

export { Portal, type PortalOptions } from "./portal.js";
export { Login } from "./login.js";
export { LoginSession, type LoginSessionOptions } from "./login-session.js";
export { LoginThrottle, type LoginThrottleOptions } from "./login-throttle.js";
export type { Authenticator } from "./authenticator.js";
export type { Realm, RealmAvatar } from "./realm.js";

export type { BaseCredentials } from "./base-credentials.js";
export type {
  Anonymous,
  ChallengeResponse,
  ClientCertificate,
  CredentialKind,
  CredentialTypes,
  Credentials,
  PublicKey,
} from "./credentials.js";
export { UsernamePassword } from "./username-password.js";
export { BearerToken } from "./bearer-token.js";
export { ScramProof, type ScramProofInit } from "./scram-proof.js";

export type { Checker, Identity, LoginContext, ScramLookup } from "./checker.js";
export { CheckerChain } from "./checker-chain.js";
export { InMemoryChecker } from "./in-memory-checker.js";
export { UsersFile, type UsersFileOptions } from "./users-file.js";
export { AuthorizedKeysChecker, type AuthorizedKeysOptions } from "./authorized-keys-checker.js";
export { type CheckResult, FunctionChecker } from "./function-checker.js";
export { AnonymousChecker } from "./anonymous-checker.js";
export { type CertificateMapping, ClientCertificateChecker } from "./client-certificate-checker.js";

export { PasswordHasher, type PasswordHasherOptions, type ScryptFunction } from "./password-hasher.js";
export type { ScryptCost, ScryptHash } from "./scrypt-hash.js";
export type { UsersFileEntry } from "./users-file-entry.js";
export { type BadLine, parseUsersFile, type UsersFileContent } from "./users-file-parser.js";
export { makeUsersFileEntry, type UsersFileEntryOptions, writeUsersFileEntry } from "./users-file-writer.js";
export {
  type AuthorizedKey,
  type AuthorizedKeysContent,
  parseAuthorizedKey,
  parseAuthorizedKeys,
} from "./authorized-keys-parser.js";
export type { AuthorizedKeyOptions, KeyPermissions } from "./authorized-key-options.js";
export {
  deriveScramVerifier,
  type ScramHash,
  type ScramKeys,
  type ScramVerifier,
  type ScramVerifierOptions,
} from "./scram-verifier.js";
export { preparePassword, prepareUsername } from "./prepared-string.js";
export { constantTimeEqual } from "./constant-time.js";

export { SASLServer, type SASLServerOptions, type SASLServerReply } from "./sasl/sasl-server.js";
export { SASLClient, type SASLClientOptions, type SASLClientStart } from "./sasl/sasl-client.js";
export { SASLError, type SASLErrorCode } from "./sasl/sasl-error.js";
export type { SASLClientCredentials } from "./sasl/client-credentials.js";
export type { MechanismPolicy } from "./sasl/allowed-mechanisms.js";
export { saslMechanisms } from "./sasl/mechanisms.js";
export type {
  ClientMechanism,
  ClientMechanismContext,
  ClientStep,
  Mechanism,
  ServerMechanism,
  ServerMechanismContext,
  ServerStep,
} from "./sasl/mechanism.js";
export { type ChannelBindings, type ChannelBindingType, channelBindingsOf } from "./sasl/channel-binding.js";
