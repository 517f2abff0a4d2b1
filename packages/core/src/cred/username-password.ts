import type { BaseCredentials } from "./base-credentials.js";

/** A user name and a password. The password shows in no log, inspection or JSON of the object. */
export class UsernamePassword implements BaseCredentials {
  readonly kind = "password";
  readonly username: string;
  readonly authorizationId: string | undefined;
  readonly #password: string;

  /** @param authorizationId Whom to act as. @default `username` */
  constructor(username: string, password: string, authorizationId?: string) {
    this.username = username;
    this.#password = password;
    this.authorizationId = authorizationId;
  }

  get password(): string {
    return this.#password;
  }
}
