import { BearerToken } from "@twist/core/cred";
import type { HTTPRequest } from "../server/http-request.js";
import type { AuthScheme, ChallengeReason, SchemeResult } from "./auth-scheme.js";
import { quotedString } from "../wire/quoted-string.js";
import { isToken68 } from "./token68.js";

/** Bearer tokens (RFC 6750), in the Authorization field only: a token in a URL ends up in logs. Only over TLS. */
export class BearerScheme implements AuthScheme {
  readonly name = "Bearer";
  readonly credentialKind = "bearer-token";
  readonly #challenge: string;

  constructor(realm: string) {
    this.#challenge = `Bearer realm=${quotedString(realm)}`;
  }

  challenges(_request: HTTPRequest, reason: ChallengeReason): readonly string[] {
    return [reason === "none-sent" ? this.#challenge : `${this.#challenge}, error="invalid_token"`];
  }

  read(text: string): SchemeResult {
    return isToken68(text) ? { credentials: new BearerToken(text) } : { again: "refused" };
  }
}
