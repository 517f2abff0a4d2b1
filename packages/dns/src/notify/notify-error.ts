import { TwistError } from "@twist/core";
import { rcodeText } from "../wire/rcode.js";

/** A server doesn't want to be told of a zone; code `"NOTIFY_REFUSED"`. */
export class NotifyError extends TwistError {
  declare readonly code: "NOTIFY_REFUSED";
  /** The server's answer: one of `Rcode`. */
  readonly rcode: number;

  constructor(rcode: number) {
    super(`the server refuses to be notified: ${rcodeText(rcode)}`, { code: "NOTIFY_REFUSED" });
    this.rcode = rcode;
  }
}
