import type { BaseCredentials } from "./base-credentials.js";

/** A token that is good for whoever bears it (RFC 6750). It shows in no log, inspection or JSON of the object. */
export class BearerToken implements BaseCredentials {
  readonly kind = "bearer-token";
  readonly authorizationId: string | undefined;
  readonly #token: string;

  /** @param authorizationId The user that the peer names beside its token, if it names one. */
  constructor(token: string, authorizationId?: string) {
    this.#token = token;
    this.authorizationId = authorizationId;
  }

  get token(): string {
    return this.#token;
  }
}
