import { AuthenticationUnavailable, type Authenticator, type Login, UnauthorizedLogin } from "@twist/core/cred";
import { resourceRequestHandler } from "../resources/resource-handler.js";
import type { Resource } from "../resources/resource.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { RequestHandler } from "../server/request-handler.js";
import { sendStatus } from "../server/send-status.js";
import type { AuthScheme, ChallengeReason, SchemeResult } from "./auth-scheme.js";

/** Answers a request of somebody who is logged in. */
export type GuardedHandler<Avatar, Args extends readonly unknown[] = []> = (
  request: HTTPRequest,
  response: HTTPResponse,
  login: Login<Avatar>,
  ...args: Args
) => unknown;

/** How credentials are asked for and given. */
interface ChallengeWire {
  readonly credentials: string;
  readonly challenge: string;
  readonly status: number;
}

const FOR_ORIGIN: ChallengeWire = { credentials: "authorization", challenge: "WWW-Authenticate", status: 401 };
const FOR_PROXY: ChallengeWire = { credentials: "proxy-authorization", challenge: "Proxy-Authenticate", status: 407 };

/**
 * Lets requests through to handlers only with credentials that a portal takes. Others are answered with 401 and what the schemes ask for, and with 503 where
 * nobody can tell.
 *
 *     const guard = new AuthGuard(portal, [new BasicScheme("Files")]);
 *     router.get("/files/:name", guard.protect((request, response, { avatar }, { name }) => avatar.send(name, response)));
 *
 * Each request is a login of its own, and logged out when the response has ended, or its client has gone, and the handler is done. After `upgrade` the wire is
 * another protocol's, which has to see to its own login.
 */
export class AuthGuard<Avatar> {
  readonly #authenticator: Authenticator<Avatar>;
  readonly #schemes: readonly AuthScheme[];
  #wire: ChallengeWire = FOR_ORIGIN;

  /**
   * @param schemes In the order in which they are asked for; clients take the best that they know.
   * @throws {TypeError} where there is none, or one that the portal has no checker for.
   */
  constructor(authenticator: Authenticator<Avatar>, schemes: readonly AuthScheme[]) {
    if (schemes.length === 0) throw new TypeError("a guard needs at least one scheme");
    for (const { name, credentialKind } of schemes) {
      if (!authenticator.credentialKinds.includes(credentialKind))
        throw new TypeError(`the portal has no checker for ${credentialKind}, which ${name} needs`);
    }
    this.#authenticator = authenticator;
    this.#schemes = schemes;
  }

  /**
   * A guard for what a proxy does (RFC 9110 §11.7): it reads Proxy-Authorization, and asks with 407 and Proxy-Authenticate, so that credentials for servers and for the
   * proxy don't get in each other's way.
   * @throws as the constructor.
   */
  static forProxy<Avatar>(authenticator: Authenticator<Avatar>, schemes: readonly AuthScheme[]): AuthGuard<Avatar> {
    const guard = new AuthGuard(authenticator, schemes);
    guard.#wire = FOR_PROXY;
    return guard;
  }

  /** A handler that calls `handler` for who is logged in. What else it is called with, a router's parameters say, comes after the login. */
  protect<Args extends readonly unknown[]>(
    handler: GuardedHandler<Avatar, Args>,
  ): (request: HTTPRequest, response: HTTPResponse, ...args: Args) => Promise<void> {
    return async (request, response, ...args) => {
      const login = await this.#login(request, response);
      if (login === undefined) return;
      const finished = response.notifyFinish();
      try {
        await handler(request, response, login, ...args);
      } finally {
        finished.addCallback(() => login.logout());
      }
    };
  }

  /** A handler that answers from the tree of resources that `rootOf` gives for who is logged in, as with Twisted's guard. */
  protectResource(rootOf: (login: Login<Avatar>) => Resource): RequestHandler {
    return this.protect((request, response, login) => resourceRequestHandler(rootOf(login))(request, response));
  }

  /** @returns `undefined` where the request has been answered. */
  async #login(request: HTTPRequest, response: HTTPResponse): Promise<Login<Avatar> | undefined> {
    const result = this.#read(request);
    if ("again" in result) {
      this.#ask(request, response, result.again);
      return undefined;
    }
    const { peer, signal } = request;
    try {
      const login = await this.#authenticator.login(result.credentials, { peer, signal });
      if (result.accepted?.() !== false) return login;
      await login.logout();
      this.#ask(request, response, "stale");
    } catch (error) {
      if (error instanceof UnauthorizedLogin) this.#ask(request, response, "refused");
      else if (error instanceof AuthenticationUnavailable) sendStatus(response, 503);
      // Otherwise the client has gone: nobody waits for an answer.
      else if (!signal.aborted) throw error;
    }
    return undefined;
  }

  #read(request: HTTPRequest): SchemeResult {
    const [field, another] = request.headers.getAll(this.#wire.credentials);
    if (field === undefined) return { again: "none-sent" };
    const space = field.indexOf(" ");
    const name = field.substring(0, space < 0 ? field.length : space).toLowerCase();
    const scheme = this.#schemes.find((known) => known.name.toLowerCase() === name);
    if (scheme === undefined || space < 0 || another !== undefined) return { again: "refused" };
    let start = space;
    while (field.charAt(start) === " ") start++;
    return scheme.read(field.substring(start), request);
  }

  #ask(request: HTTPRequest, response: HTTPResponse, reason: ChallengeReason): void {
    for (const scheme of this.#schemes)
      for (const challenge of scheme.challenges(request, reason))
        response.headers.append(this.#wire.challenge, challenge);
    sendStatus(response, this.#wire.status);
  }
}
