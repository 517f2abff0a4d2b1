/**
 * What a SASL mechanism is (RFC 4422): two machines, bytes in and bytes out. They know no network, no clock and no portal, and
 * do no slow work: where one needs something from outside, its step says what, and its driver (`SASLServer`,
 * `SASLClient`) gets it. A peer's nonsense is a `failed` step and never an exception; a call out of turn is a `TypeError`.
 */

import type { CredentialKind, Credentials } from "../credentials.js";
import type { ScramHash, ScramVerifier } from "../scram-verifier.js";
import type { ChannelBindings } from "./channel-binding.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { SASLError } from "./sasl-error.js";
import type { PeerCertificate } from "../../transport/tls-options.js";

/** What a server's machine wants next. */
export type ServerStep =
  /** Send this, and give `receive` the answer. */
  | { readonly type: "challenge"; readonly data: Buffer }
  /** Look this verifier up, and `provide` it. */
  | { readonly type: "lookup"; readonly username: string; readonly hash: ScramHash }
  /** Check these, and say `verified` or `denied`. */
  | { readonly type: "verify"; readonly credentials: Credentials }
  /** The client is who it says. `data` is for the client, to check the server. */
  | { readonly type: "done"; readonly data?: Buffer }
  /** It is over. `data` may tell the client why. */
  | { readonly type: "failed"; readonly error: SASLError; readonly data?: Buffer };

/** The server's side of an exchange. */
export interface ServerMechanism {
  /** Takes what the client sent; first its initial response, or `undefined` where there was none. */
  receive(message: Buffer | undefined): ServerStep;
  /** Takes what a `lookup` found. */
  provide?(verifier: ScramVerifier): ServerStep;
  /** The credentials of a `verify` are good. */
  verified(): ServerStep;
  /** They aren't. */
  denied(): ServerStep;
}

/** What a client's machine wants next. */
export type ClientStep =
  /** Send this. */
  | { readonly type: "response"; readonly data: Buffer }
  /** Salt the password (RFC 5802 §3, `Hi`), and `provide` the result. */
  | {
      readonly type: "salt";
      readonly password: string;
      readonly hash: ScramHash;
      readonly salt: Buffer;
      readonly iterations: number;
    }
  /** Give it up; the server isn't to be trusted, or refuses. */
  | { readonly type: "failed"; readonly error: SASLError };

/** The client's side of an exchange. */
export interface ClientMechanism {
  /** What to send at once, or `undefined` where the server speaks first. */
  start(): Buffer | undefined;
  /** Takes a challenge. */
  receive(challenge: Buffer): ClientStep;
  /** Takes what a `salt` gave. */
  provide?(saltedPassword: Buffer): ClientStep;
  /** The server says that we are in. Gives an error where it had to prove something first and didn't. */
  succeeded(): SASLError | undefined;
}

/** What a server's machine may need of its connection. */
export interface ServerMechanismContext {
  /** Whether a -PLUS mechanism was offered too: a client that says the server has none was deceived. */
  readonly plusOffered: boolean;
  readonly channelBindings: ChannelBindings;
  readonly clientCertificate: PeerCertificate | undefined;
  /** The server's name, in CRAM-MD5's challenge. */
  readonly hostname: string;
  /** Random bytes nobody can guess. */
  readonly random: (size: number) => Buffer;
}

/** What a client's machine may need of its connection. */
export interface ClientMechanismContext {
  /** Whether the server offers a -PLUS mechanism. */
  readonly plusOffered: boolean;
  readonly channelBindings: ChannelBindings;
  readonly random: (size: number) => Buffer;
}

/** A mechanism, as the registry lists it. */
export interface Mechanism {
  /** As it is on the wire: `"SCRAM-SHA-256-PLUS"`. */
  readonly name: string;
  /** What a portal must be able to check, for a server to offer it. */
  readonly credentialKind: CredentialKind;
  /** Whether whoever listens has the password or token afterwards. Then it needs TLS. */
  readonly sendsSecret: boolean;
  /** Whether it needs channel bindings. */
  readonly needsChannelBinding: boolean;
  /** Whether it is used without being asked for by name. */
  readonly onByDefault: boolean;
  /** Whether a client can do it with these. */
  accepts(credentials: SASLClientCredentials): boolean;
  server(context: ServerMechanismContext): ServerMechanism;
  client(credentials: SASLClientCredentials, context: ClientMechanismContext): ClientMechanism;
}
