import { join } from "node:path";

/** Where the queue of a mail store is unless it is elsewhere. No user's name begins with a dot. */
export function defaultQueueFolder(maildir: string): string {
  return join(maildir, ".queue");
}
