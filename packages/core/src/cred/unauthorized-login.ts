import { CredError } from "./cred-error.js";

/**
 * The one answer to every login that isn't allowed. It says nothing about why: whether the user exists, the
 * password was wrong or the account may not act as somebody else is nobody's business but the log's.
 */
export class UnauthorizedLogin extends CredError {
  constructor() {
    super("The login was refused.", { code: "UNAUTHORIZED_LOGIN" });
  }
}
