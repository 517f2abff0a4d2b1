import type { Checker, Identity, LoginContext } from "./checker.js";
import type { CredentialKind, CredentialTypes, Credentials } from "./credentials.js";

/** The answer of an application's own check: whom the credentials prove, their name alone, or nobody. */
export type CheckResult = Identity | string | undefined;

/**
 * Checks one kind of credentials with a function: an application's database, LDAP, a JSON Web Token, token introspection.
 * The function must take the same time for an unknown user and a wrong secret, and must not throw for either.
 *
 *     new FunctionChecker("bearer-token", async ({ token }, { signal }) => introspect(token, signal))
 */
export class FunctionChecker<Kind extends CredentialKind> implements Checker {
  readonly credentialKinds: readonly CredentialKind[];
  readonly #kind: Kind;
  readonly #check: (
    credentials: CredentialTypes[Kind],
    context: LoginContext,
  ) => CheckResult | PromiseLike<CheckResult>;

  constructor(
    kind: Kind,
    check: (credentials: CredentialTypes[Kind], context: LoginContext) => CheckResult | PromiseLike<CheckResult>,
  ) {
    this.credentialKinds = [kind];
    this.#kind = kind;
    this.#check = check;
  }

  async identify(credentials: Credentials, context: LoginContext): Promise<Identity | undefined> {
    if (credentials.kind !== this.#kind) return undefined;
    const result = await this.#check(credentials as CredentialTypes[Kind], context);
    if (typeof result !== "string") return result;
    return result === "" ? undefined : { avatarId: result };
  }
}
