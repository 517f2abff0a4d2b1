import type { Deferred } from "../deferred/deferred.js";
import { maybeDeferred } from "../deferred/maybe-deferred.js";
import type { Identity } from "./checker.js";
import type { RealmAvatar } from "./realm.js";

/** A user who is logged in, until `logout`. */
export class Login<Avatar> implements AsyncDisposable {
  readonly avatar: Avatar;
  /** Who it is. */
  readonly identity: Identity;
  readonly #giveBack: (() => unknown) | undefined;
  #loggedOut: Deferred<void> | undefined;

  constructor(identity: Identity, { avatar, logout }: RealmAvatar<Avatar>) {
    this.identity = identity;
    this.avatar = avatar;
    this.#giveBack = logout;
  }

  /** Whether `logout` has been called. */
  get isOver(): boolean {
    return this.#loggedOut !== undefined;
  }

  /** Gives the avatar back. However often it is called, the realm hears of it once; each call gets the same result. */
  logout(): Deferred<void> {
    this.#loggedOut ??= maybeDeferred(() => this.#giveBack?.()).addCallback(() => undefined);
    return this.#loggedOut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.logout();
  }
}
