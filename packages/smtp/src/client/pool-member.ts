import type { SMTPClient } from "./smtp-client.js";

/** A connection of a pool. */
export class PoolMember {
  readonly client: SMTPClient;
  /** Mails that were put on it, those that are under way included. */
  used = 0;
  /** Mails that are under way on it. */
  underWay = 0;
  /** Since when it has had nothing to do. */
  idleSince = 0;

  constructor(client: SMTPClient) {
    this.client = client;
  }

  /** Whether another mail may be put behind the one that is under way: its commands then go out together with the end of that one's message (RFC 2920). */
  get takesAnother(): boolean {
    return this.underWay === 1 && this.client.usable && this.client.extensions.pipelining;
  }
}
