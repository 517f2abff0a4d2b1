import { UsernamePassword } from "@twist/core/cred";
import type { AuthScheme, SchemeResult } from "./auth-scheme.js";
import { isToken68 } from "./token68.js";
import { quotedString } from "../wire/quoted-string.js";

/** HTTP Basic (RFC 7617): name and password with every request, readable by whoever sees it. Only over TLS. */
export class BasicScheme implements AuthScheme {
  readonly name = "Basic";
  readonly credentialKind = "password";
  readonly #challenges: readonly string[];

  /** @param realm What it is that the password is for: browsers show it. */
  constructor(realm: string) {
    this.#challenges = [`Basic realm=${quotedString(realm)}, charset="UTF-8"`];
  }

  challenges(): readonly string[] {
    return this.#challenges;
  }

  read(text: string): SchemeResult {
    if (!isToken68(text)) return { again: "refused" };
    const pair = Buffer.from(text, "base64").toString("utf8");
    const colon = pair.indexOf(":");
    if (colon < 0) return { again: "refused" };
    return { credentials: new UsernamePassword(pair.substring(0, colon), pair.substring(colon + 1)) };
  }
}
