import type { EDNS } from "./edns/edns.js";
import type { Question } from "./question.js";
import type { Sections } from "./sections.js";

/** What stands in a message. */
export interface MessageParts extends Sections {
  /** Tells answers apart, 16 bits. */
  id: number;
  /** The header's second word, without the RCODE: `HeaderFlag`s and the opcode. */
  flags: number;
  /** The whole response code, its upper bits from EDNS: one of `Rcode`. */
  rcode: number;
  /** One question in a query; none in some answers. UPDATE's zone section (RFC 2136 §2.3). */
  question: Question[];
  /** The OPT record, if there is one. */
  edns: EDNS | undefined;
}
