import type { Identity, LoginContext } from "./checker.js";

/** What a realm makes for a user who has logged in. */
export interface RealmAvatar<Avatar> {
  /** What the user's connection acts through: a mailbox, a file system, a shell. */
  readonly avatar: Avatar;
  /** Gives back what the avatar holds. Called once. */
  readonly logout?: () => unknown;
}

/** Makes avatars: what a server does for whom (Twisted's IRealm). */
export interface Realm<Avatar> {
  /**
   * The avatar of a user who has proved to be `identity`. It may refuse with `UnauthorizedLogin`; any other error makes
   * the login fail with `AuthenticationUnavailable`.
   */
  requestAvatar(identity: Identity, context: LoginContext): RealmAvatar<Avatar> | PromiseLike<RealmAvatar<Avatar>>;
}
