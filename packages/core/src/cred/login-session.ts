import { CancelledError } from "../deferred/deferred-errors.js";
import type { Deferred } from "../deferred/deferred.js";
import { fail } from "../deferred/fail.js";
import { Logger } from "../logging/logger.js";
import type { Address } from "../transport/address.js";
import { defaultLimits } from "../wire/limits.js";
import type { Authenticator } from "./authenticator.js";
import type { LoginContext } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import type { Login } from "./login.js";
import type { ScramHash, ScramVerifier } from "./scram-verifier.js";
import { UnauthorizedLogin } from "./unauthorized-login.js";

export interface LoginSessionOptions {
  /** The other end of the connection. */
  readonly peer?: Address | undefined;
  /** So many logins may fail; after that each one is refused unseen, and the server should close. @default 5 */
  readonly maxAuthAttempts?: number;
}

const logger = new Logger("twist.cred.session");

/**
 * The logins of one connection. A server's protocol makes one in `connectionMade`, logs in through it, and calls `end`
 * in `connectionLost`: then who is logged in is logged out, once, and a login under way is given up.
 */
export class LoginSession<Avatar> implements Authenticator<Avatar> {
  readonly credentialKinds: readonly CredentialKind[];
  readonly peer: Address | undefined;
  readonly #authenticator: Authenticator<Avatar>;
  readonly #maxAuthAttempts: number;
  readonly #pending = new Set<Deferred<Login<Avatar>>>();
  #current: Login<Avatar> | undefined;
  #failures = 0;
  #ended = false;

  constructor(authenticator: Authenticator<Avatar>, options: LoginSessionOptions = {}) {
    this.#authenticator = authenticator;
    this.credentialKinds = authenticator.credentialKinds;
    this.peer = options.peer;
    this.#maxAuthAttempts = options.maxAuthAttempts ?? defaultLimits.maxAuthAttempts;
  }

  /** Who is logged in. */
  get current(): Login<Avatar> | undefined {
    return this.#current;
  }

  /** Whether as many logins have failed as may: the server should say so and close the connection. */
  get isExhausted(): boolean {
    return this.#failures >= this.#maxAuthAttempts;
  }

  /** Logs in. Who was logged in before is logged out once this has succeeded. After `end` it fails with `CancelledError`. */
  login(credentials: Credentials, context: LoginContext = {}): Deferred<Login<Avatar>> {
    if (this.#ended) return fail(new CancelledError());
    if (this.isExhausted) return fail(new UnauthorizedLogin());
    const pending = this.#authenticator.login(credentials, { peer: this.peer, ...context });
    this.#pending.add(pending);
    return pending.addCallbacks(
      (login) => {
        this.#pending.delete(pending);
        this.logout();
        this.#current = login;
        return login;
      },
      (error) => {
        this.#pending.delete(pending);
        if (error instanceof UnauthorizedLogin) this.#failures += 1;
        throw error;
      },
    );
  }

  scramVerifier(username: string, hash: ScramHash): Deferred<ScramVerifier> {
    return this.#authenticator.scramVerifier(username, hash);
  }

  /** Logs out who is logged in, if anybody is. The connection may log in again. */
  logout(): void {
    const login = this.#current;
    this.#current = undefined;
    login?.logout().addErrback((error) => {
      logger.error("a logout failed", { error });
    });
  }

  /** The connection is over. Calling it again does nothing. */
  end(): void {
    this.#ended = true;
    for (const pending of [...this.#pending]) pending.cancel();
    this.logout();
  }
}
