import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/** An endpoint description that makes no sense. The message quotes the description and names the part that is wrong. */
export class EndpointDescriptionError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "BAD_ENDPOINT", ...options });
  }
}
