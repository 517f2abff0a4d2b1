import { TwistError } from "@twist/core";

/** What is wrong with a session, as a stable identifier. */
export type SessionErrorCode = "SESSION_TOO_LARGE" | "SESSION_GONE";

/** Session data that can't be kept. */
export class SessionError extends TwistError {
  constructor(message: string, code: SessionErrorCode) {
    super(message, { code });
  }
}
