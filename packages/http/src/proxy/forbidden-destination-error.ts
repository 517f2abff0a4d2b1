import { ConnectError } from "@twist/core";

/** A forward proxy doesn't connect to where it was asked to. */
export class ForbiddenDestinationError extends ConnectError {
  constructor(message = "The destination is not allowed.") {
    super(message, { code: "FORBIDDEN_DESTINATION" });
  }
}
