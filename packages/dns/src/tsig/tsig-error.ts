import { DNSError } from "../wire/dns-error.js";
import type { Name } from "../wire/name.js";
import { Rcode } from "../wire/rcode.js";
import type { TSIGKey } from "./tsig-key.js";

/** What a `TSIGError` is about. */
export type TSIGErrorCode = "TSIG_BADKEY" | "TSIG_BADSIG" | "TSIG_BADTIME" | "TSIG_BADTRUNC" | "TSIG_MISSING";

const rcodes: Readonly<Record<TSIGErrorCode, number>> = {
  TSIG_BADKEY: Rcode.BADKEY,
  TSIG_BADSIG: Rcode.BADSIG,
  TSIG_BADTIME: Rcode.BADTIME,
  TSIG_BADTRUNC: Rcode.BADTRUNC,
  TSIG_MISSING: Rcode.BADSIG,
};

/** What is known of the record that was refused, so that the refusal can be signed. */
export interface RefusedTSIG {
  readonly keyName: Name;
  readonly algorithm: Name;
  readonly timeSigned: number;
  readonly fudge: number;
  /** The request's MAC, and the key that it verified with: only where it did. */
  readonly verified?: { readonly key: TSIGKey; readonly mac: Buffer };
}

/** A message whose TSIG doesn't hold, or that has none where it should. A server answers with NOTAUTH: see `refuseTSIG`. */
export class TSIGError extends DNSError {
  declare readonly code: TSIGErrorCode;
  /** The TSIG record's error field: BADKEY, BADSIG, BADTIME or BADTRUNC of `Rcode`. */
  readonly tsigError: number;
  /** The record that was refused, if there was one. */
  readonly refused: RefusedTSIG | undefined;

  constructor(message: string, code: TSIGErrorCode, refused?: RefusedTSIG) {
    super(message, { code });
    this.tsigError = rcodes[code];
    this.refused = refused;
  }
}
