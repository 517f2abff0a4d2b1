import { CancelledError } from "../deferred/deferred-errors.js";
import { Deferred } from "../deferred/deferred.js";
import { authFailed, authSucceeded } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { reactor } from "../reactor/node/reactor.js";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";
import type { Authenticator } from "./authenticator.js";
import type { Checker, Identity, LoginContext } from "./checker.js";
import { CheckerChain } from "./checker-chain.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import { LoginThrottle } from "./login-throttle.js";
import { Login } from "./login.js";
import { prepareUsername } from "./prepared-string.js";
import type { Realm, RealmAvatar } from "./realm.js";
import type { ScramHash, ScramVerifier } from "./scram-verifier.js";
import { UnauthorizedLogin } from "./unauthorized-login.js";

export interface PortalOptions {
  /** Slows addresses whose logins fail; false: nobody. @default `new LoginThrottle(reactor)` */
  readonly throttle?: LoginThrottle | false;
  /** Whether a user may act as somebody else, where the credentials ask for it. @default nobody may */
  readonly mayActAs?: (identity: Identity, authorizationId: string) => boolean | PromiseLike<boolean>;
}

/** Credentials that can't be guessed by trying. An SSH client tries all its keys, and isn't to be slowed for it. */
const unguessable: ReadonlySet<CredentialKind> = new Set(["public-key", "client-certificate", "anonymous"]);

const logger = new Logger("twist.cred.portal");

/**
 * Where logins come in (Twisted's Portal): checkers say whom credentials prove, the realm makes that user's avatar.
 * Protocols know only the portal, so that one set of users serves all of them.
 *
 *     const portal = new Portal(realm, [new UsersFile("users")]);
 *     const { avatar, logout } = await portal.login(new UsernamePassword("alice", "secret"), { peer });
 */
export class Portal<Avatar> implements Authenticator<Avatar> {
  readonly credentialKinds: readonly CredentialKind[];
  readonly #realm: Realm<Avatar>;
  readonly #checker: CheckerChain;
  readonly #throttle: LoginThrottle | undefined;
  readonly #mayActAs: NonNullable<PortalOptions["mayActAs"]>;

  /** @param checkers Asked in this order. */
  constructor(realm: Realm<Avatar>, checkers: readonly Checker[], options: PortalOptions = {}) {
    this.#realm = realm;
    this.#checker = new CheckerChain(checkers);
    this.credentialKinds = this.#checker.credentialKinds;
    const { throttle = new LoginThrottle(reactor) } = options;
    this.#throttle = throttle === false ? undefined : throttle;
    this.#mayActAs = options.mayActAs ?? (() => false);
  }

  /** Whether there is a checker for `kind`. */
  supports(kind: CredentialKind): boolean {
    return this.credentialKinds.includes(kind);
  }

  /**
   * Logs in. Fails with `UnauthorizedLogin` whatever it is that is wrong with the credentials, with
   * `AuthenticationUnavailable` where nobody can tell, and with the signal's reason or `CancelledError` when given up; an
   * avatar that comes too late is logged out again.
   */
  login(credentials: Credentials, context: LoginContext = {}): Deferred<Login<Avatar>> {
    return cancellable(
      context,
      (inner) => this.#login(credentials, inner),
      (login) => {
        endQuietly(login);
      },
    );
  }

  /**
   * Whom `credentials` prove, as `login` would see it, without logging in: nobody gets an avatar. Fails as `login` does.
   */
  identify(credentials: Credentials, context: LoginContext = {}): Deferred<Identity> {
    return cancellable(context, (inner) => this.#identify(credentials, inner));
  }

  scramVerifier(username: string, hash: ScramHash): Deferred<ScramVerifier> {
    return Deferred.fromPromise(this.#checker.scramVerifier(username, hash)).addCallback(({ verifier }) => verifier);
  }

  async #login(credentials: Credentials, context: LoginContext): Promise<Login<Avatar>> {
    const identity = await this.#identify(credentials, context);
    const login = new Login(identity, await this.#requestAvatar(identity, context));
    authSucceeded(context.peer, identity.avatarId, credentials.kind);
    return login;
  }

  async #identify(credentials: Credentials, context: LoginContext): Promise<Identity> {
    const throttle = unguessable.has(credentials.kind) ? undefined : this.#throttle;
    if (throttle !== undefined) await throttle.turn(context.peer).withSignal(context.signal);
    const identity = await this.#check(credentials, context);
    if (identity !== undefined) return identity;
    throttle?.failed(context.peer);
    authFailed(context.peer, credentials.kind);
    throw new UnauthorizedLogin();
  }

  async #check(credentials: Credentials, context: LoginContext): Promise<Identity | undefined> {
    const identity = await this.#checker.identify(credentials, context);
    context.signal?.throwIfAborted();
    const { authorizationId } = credentials;
    if (identity === undefined || authorizationId === undefined || authorizationId === "") return identity;
    const wanted = prepareUsername(authorizationId);
    if (wanted !== undefined && wanted === prepareUsername(identity.avatarId)) return identity;
    if (wanted === undefined || !(await this.#mayActAs(identity, wanted))) return undefined;
    return { ...identity, avatarId: wanted };
  }

  async #requestAvatar(identity: Identity, context: LoginContext): Promise<RealmAvatar<Avatar>> {
    try {
      return await this.#realm.requestAvatar(identity, context);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (error instanceof UnauthorizedLogin || error instanceof AuthenticationUnavailable) throw error;
      logger.error("the realm could not make an avatar", { error });
      throw new AuthenticationUnavailable("The user's session can't be set up right now.", { cause: error });
    }
  }
}

/** A Deferred of what `work` gives, which stops when it is cancelled or `context.signal` aborts; `tooLate` gets what comes after. */
function cancellable<T>(
  context: LoginContext,
  work: (context: LoginContext) => Promise<T>,
  tooLate: (value: T) => void = () => undefined,
): Deferred<T> {
  const stop = new AbortController();
  const deferred = new Deferred<T>(() => {
    stop.abort(new CancelledError());
  });
  work({ ...context, signal: stop.signal }).then(
    (value) => {
      if (stop.signal.aborted) tooLate(value);
      else deferred.callback(value);
    },
    (error: unknown) => {
      if (!stop.signal.aborted) deferred.errback(error);
    },
  );
  return deferred.withSignal(context.signal);
}

function endQuietly(login: Login<unknown>): void {
  login.logout().addErrback((error) => {
    logger.error("a logout failed", { error });
  });
}
