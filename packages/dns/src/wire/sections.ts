import type { ResourceRecord } from "./resource-record.js";

/** The records of a message. */
export interface Sections {
  /** UPDATE's prerequisites. */
  answer: ResourceRecord[];
  /** UPDATE's updates. */
  authority: ResourceRecord[];
  /** Without the OPT record and the signature, which have places of their own. */
  additional: ResourceRecord[];
}
