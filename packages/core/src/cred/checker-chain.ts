import type { TwistError } from "../errors/twist-error.js";
import { Logger } from "../logging/logger.js";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";
import type { Checker, Identity, LoginContext, ScramLookup } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import type { ScramHash } from "./scram-verifier.js";
import { scramNames } from "./scram-verifier.js";
import { UnauthorizedLogin } from "./unauthorized-login.js";

const logger = new Logger("twist.cred.checker");

/**
 * Several checkers as one: each that knows the kind is asked in turn, until one says whom the credentials prove. One that
 * can't tell doesn't keep the others from it.
 */
export class CheckerChain implements Checker {
  readonly credentialKinds: readonly CredentialKind[];
  readonly #checkers: readonly Checker[];

  constructor(checkers: readonly Checker[]) {
    this.#checkers = [...checkers];
    this.credentialKinds = [...new Set(checkers.flatMap((checker) => checker.credentialKinds))];
  }

  async identify(credentials: Credentials, context: LoginContext): Promise<Identity | undefined> {
    let trouble: TwistError | undefined;
    for (const checker of this.#checkers) {
      if (!checker.credentialKinds.includes(credentials.kind)) continue;
      try {
        const identity = await checker.identify(credentials, context);
        if (identity !== undefined) return identity;
      } catch (error) {
        context.signal?.throwIfAborted();
        if (!(error instanceof UnauthorizedLogin)) trouble ??= unavailable(error);
      }
    }
    if (trouble !== undefined) throw trouble;
    return undefined;
  }

  async scramVerifier(username: string, hash: ScramHash): Promise<ScramLookup> {
    let decoy: ScramLookup | undefined;
    for (const checker of this.#checkers) {
      if (!checker.credentialKinds.includes(scramNames[hash])) continue;
      const lookup = await checker.scramVerifier?.(username, hash);
      if (lookup?.known === true) return lookup;
      decoy ??= lookup;
    }
    if (decoy === undefined) throw new AuthenticationUnavailable("No checker keeps verifiers for this hash function.");
    return decoy;
  }
}

function unavailable(error: unknown): AuthenticationUnavailable {
  const known = error instanceof AuthenticationUnavailable;
  logger.error("a checker could not tell whether a login is good", { error: known ? (error.cause ?? error) : error });
  return known ? error : new AuthenticationUnavailable(undefined, { cause: error });
}
