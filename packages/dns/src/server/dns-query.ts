import type { Address, ReactorTime } from "@twist/core";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";

/** How a query came. */
export type DNSTransport = "udp" | "tcp" | "tls" | "https";

/** Where a query came from. */
export interface DNSQueryOrigin {
  readonly transport: DNSTransport;
  readonly peer: Address;
  /** The time of the wire that it came by. */
  readonly clock: ReactorTime;
  /** See `DNSQuery.isPeerProven`. @default for all that didn't come by UDP */
  readonly isPeerProven?: boolean;
}

/** A message that somebody sent us to be answered, of any opcode. It has exactly one question (RFC 9619). */
export class DNSQuery implements DNSQueryOrigin {
  readonly message: Message;
  readonly question: Question;
  readonly transport: DNSTransport;
  readonly peer: Address;
  readonly clock: ReactorTime;
  /**
   * The name of the key that the message is signed with (TSIG), the signature and its time being good; `undefined` for a message
   * without a signature.
   */
  readonly keyName: Name | undefined;
  /** Whether `peer` surely sent it: by a stream, signed, or with a good cookie. The address of any other datagram may be forged. */
  isPeerProven: boolean;
  /** The wildcard that stood in for the name, once it was answered with one: all such answers are one kind to `responseRateLimit`. */
  wildcard: Name | undefined = undefined;

  constructor(message: Message, question: Question, origin: DNSQueryOrigin, keyName?: Name) {
    this.message = message;
    this.question = question;
    this.transport = origin.transport;
    this.peer = origin.peer;
    this.clock = origin.clock;
    this.keyName = keyName;
    this.isPeerProven = origin.isPeerProven ?? (origin.transport !== "udp" || keyName !== undefined);
  }

  /** The same query for another question: what follows a CNAME, for example. */
  withQuestion(question: Question): DNSQuery {
    return new DNSQuery(this.message, question, this, this.keyName);
  }
}
