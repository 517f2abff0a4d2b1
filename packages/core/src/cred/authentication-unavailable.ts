import type { TwistErrorOptions } from "../errors/twist-error.js";
import { CredError } from "./cred-error.js";

/**
 * Nobody can tell right now whether the login is good: the users file can't be read, too many logins wait to
 * be hashed, a checker failed (see `cause`). A server answers with its "try again later".
 */
export class AuthenticationUnavailable extends CredError {
  constructor(message = "Logins can't be checked right now.", options: TwistErrorOptions = {}) {
    super(message, { code: "AUTHENTICATION_UNAVAILABLE", ...options });
  }
}
