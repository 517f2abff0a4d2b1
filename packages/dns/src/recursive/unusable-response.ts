import { TwistError } from "@twist/core";

/** A server's response that is no answer to what it was asked: the next server is asked. */
export class UnusableResponse extends TwistError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: "UNUSABLE_RESPONSE", cause });
  }
}
