import type { Address, DelayedCall, Transport } from "@twist/core";
import {
  type Authenticator,
  type Login,
  LoginSession,
  SASLServer,
  type SASLServerReply,
  channelBindingsOf,
} from "@twist/core/cred";
import type { AuthCommand } from "../commands/auth.js";
import { isLocal } from "../is-local.js";
import type { SMTPReply } from "../wire/reply.js";
import { TOO_MANY_LOGINS, loginRefusal } from "./usual-replies.js";
import type { ServerSettings } from "./server-settings.js";

/** The answer to the first failed login waits so long, that to each further one twice as long as the one before… */
const FIRST_DELAY_MS = 1_000;
/** …but never longer than this. */
const MAX_DELAY_MS = 10_000;

/** Who speaks with the client. */
export interface AuthOwner<Avatar> {
  authChallenge(data: Buffer): void;
  authSucceeded(login: Login<Avatar>): void;
  authRefused(reply: SMTPReply): void;
}

/** What an `AuthExchange` is made of. */
export interface AuthExchangeParts<Avatar> {
  readonly transport: Transport;
  /** Who logs in: the other end of the transport, or whom a proxy there has named. Its failures are counted as this one's. */
  readonly peer: Address;
  readonly settings: ServerSettings<Avatar>;
  readonly portal: Authenticator<Avatar>;
}

/** The logins of one connection: between AUTH's lines and core's SASL. It is made when AUTH is first offered. */
export class AuthExchange<Avatar> {
  readonly #owner: AuthOwner<Avatar>;
  readonly #transport: Transport;
  readonly #session: LoginSession<Avatar>;
  readonly #sasl: SASLServer<Avatar>;
  #failures = 0;
  #delay: DelayedCall | undefined;

  constructor(owner: AuthOwner<Avatar>, { transport, peer, settings, portal }: AuthExchangeParts<Avatar>) {
    const { secure } = transport;
    this.#owner = owner;
    this.#transport = transport;
    this.#session = new LoginSession(portal, { peer, maxAuthAttempts: settings.machine.limits.maxAuthAttempts });
    this.#sasl = new SASLServer(this.#session, {
      hostname: settings.hostname,
      mechanisms: settings.mechanisms,
      secure: isPrivate(transport),
      allowInsecure: mayLogIn(transport, peer, settings.allowInsecureAuth),
      channelBindings: channelBindingsOf(secure, "server"),
      clientCertificate: secure?.authorized === true ? secure.peerCertificate : undefined,
    });
  }

  /** What may be chosen. */
  get mechanisms(): readonly string[] {
    return this.#sasl.mechanisms;
  }

  /** The client has said AUTH. */
  start({ mechanism, initialResponse }: AuthCommand): void {
    this.#follow(this.#sasl.start(mechanism, initialResponse));
  }

  /** The client has answered a challenge, or has given up. */
  respond(response: Buffer | undefined): void {
    if (response === undefined) this.#handle(this.#sasl.abort());
    else this.#follow(this.#sasl.receive(response));
  }

  /** Who has logged in is refused all the same. */
  logout(): void {
    this.#session.logout();
  }

  /** The connection is over, or begins anew. */
  end(): void {
    this.#delay?.cancel();
    this.#sasl.abort();
    this.#session.end();
  }

  #follow(reply: ReturnType<SASLServer<Avatar>["start"]>): void {
    reply.addCallbacks(
      (answer) => {
        this.#handle(answer);
      },
      // It is cancelled by `end`, and there is nobody to tell.
      () => undefined,
    );
  }

  #handle(answer: SASLServerReply<Avatar>): void {
    if (answer.type === "challenge") this.#owner.authChallenge(answer.data);
    else if (answer.type === "success") this.#owner.authSucceeded(answer.login);
    else this.#refuse(loginRefusal(answer.error));
  }

  #refuse(reply: SMTPReply): void {
    // Only a login that was refused is a guess; the client's own mistakes cost it nothing but maxErrors.
    if (reply.code !== 535) {
      this.#owner.authRefused(reply);
      return;
    }
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** this.#failures++, MAX_DELAY_MS);
    const exhausted = this.#session.isExhausted;
    this.#delay = this.#transport.clock.callLater(delayMs, () => {
      this.#owner.authRefused(exhausted ? TOO_MANY_LOGINS : reply);
    });
  }
}

/** Whether `peer`, who is at the other end of the transport or behind a proxy there, may send secrets here. */
export function mayLogIn(transport: Transport, peer: Address, allowInsecureAuth: boolean | "local"): boolean {
  return isPrivate(transport) || (allowInsecureAuth === "local" ? isLocal({ peer }) : allowInsecureAuth);
}

/** Whether nobody can listen in between. */
function isPrivate({ secure, peer }: Transport): boolean {
  return secure !== undefined || peer.type === "unix" || peer.type === "pipe";
}
