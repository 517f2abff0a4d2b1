import { TwistError } from "@twist/core";
import { rcodeText } from "../wire/rcode.js";

/** Why there is no transfer, as a stable identifier. */
export type TransferErrorCode =
  /** The server said no; `rcode` is how. */
  | "TRANSFER_REFUSED"
  /** What came is no transfer of this zone. */
  | "BAD_TRANSFER"
  /** It is over one of the limits. */
  | "TRANSFER_TOO_LARGE"
  /** The changes are not those of the version that we have. */
  | "NOT_EXACT"
  /** The server has no version newer than ours, where there should be one. */
  | "NOT_NEWER";

/** A zone can't be had from a server. */
export class TransferError extends TwistError {
  declare readonly code: TransferErrorCode;
  /** The server's answer, for `"TRANSFER_REFUSED"`: one of `Rcode`. */
  readonly rcode: number | undefined;

  constructor(code: TransferErrorCode, message: string, options: { rcode?: number; cause?: unknown } = {}) {
    super(message, { code, cause: options.cause });
    this.rcode = options.rcode;
  }

  /** The server's refusal. */
  static refused(rcode: number): TransferError {
    return new TransferError("TRANSFER_REFUSED", `the server refuses the transfer: ${rcodeText(rcode)}`, { rcode });
  }
}
