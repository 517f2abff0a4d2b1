import type { Quota } from "@twist/core/filesystem";
import type { DirectorySync } from "../files/directory-sync.js";
import type { Disk } from "../files/disk.js";
import type { UniqueNames } from "../names/unique-names.js";

/** How lines end in what is written. */
export type LineEnds =
  /** As they come; nobody vouches for anything. */
  | "keep"
  /** As they come, and the caller vouches that every line ends in CRLF, as in SMTP. */
  | "crlf"
  /** CRLF is turned into LF, as Postfix and most other programs on Unix store mail. */
  | "lf";

/** How a message is stored. */
export interface DeliveryOptions {
  /** @default "keep" */
  readonly lineEnds?: LineEnds;
  /** When it arrived, in milliseconds since 1970: what IMAP calls its internal date. @default now */
  readonly internalDateMs?: number;
}

/** A message that is stored for good. */
export interface DeliveredMessage {
  /** The file's unique name, without its flags. */
  readonly name: string;
  /** Bytes as stored. */
  readonly size: number;
}

/** Where deliveries of one mailbox go, and by what means. */
export interface DeliveryTarget {
  readonly disk: Disk;
  readonly directorySync: DirectorySync;
  readonly names: UniqueNames;
  /** The folder that has `tmp`, `new` and `cur`. */
  readonly folder: string;
  /** Makes that folder where it is missing. */
  readonly create: () => Promise<void>;
  readonly quota: Quota | undefined;
  readonly maxMessageBytes: number;
  /** Whether to wait until the disk has it. */
  readonly durable: boolean;
}

/** What a message has besides its content. A message with flags goes into `cur`, one without into `new`. */
export interface DeliveryPlan extends DeliveryOptions {
  /** @default 0 */
  readonly flagLetters?: string;
}
