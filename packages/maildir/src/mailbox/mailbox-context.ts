import type { ReactorTime } from "@twist/core";
import type { Quota } from "@twist/core/filesystem";
import type { DeliveryTarget } from "../delivery/delivery-options.js";
import type { DirectorySync } from "../files/directory-sync.js";
import type { Disk } from "../files/disk.js";
import type { UniqueNames } from "../names/unique-names.js";

/** What all mailboxes of a user have in common. */
export interface MailboxContext {
  readonly disk: Disk;
  readonly clock: ReactorTime;
  readonly names: UniqueNames;
  readonly directorySync: DirectorySync;
  /** The user's own folder: INBOX, with the other mailboxes below it. */
  readonly userFolder: string;
  readonly quota: Quota | undefined;
  readonly maxMessageBytes: number;
  readonly durable: boolean;
  readonly watch: WatchOptions;
}

/** How changes by others are noticed. */
export interface WatchOptions {
  /** How long to gather changes before they are told as one. @default 100 */
  readonly coalesceMs: number;
  /** How often to look, besides being told by the system. @default 30 000 */
  readonly pollMs: number;
  /** Whether to ask the system to tell (`fs.watch`). On network file systems it tells nothing of what others do. @default true */
  readonly useSystem: boolean;
}

/** Deliveries into a mailbox of the user. */
export function deliveryTarget(context: MailboxContext, folder: string, create: () => Promise<void>): DeliveryTarget {
  const { disk, directorySync, names, quota, maxMessageBytes, durable } = context;
  return { disk, directorySync, names, folder, create, quota, maxMessageBytes, durable };
}
