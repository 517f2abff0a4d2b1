import type { QueueEntry } from "./queue-entry.js";
import type { Settlement } from "./settle.js";

/** What is kept in memory of an entry. */
export class QueueItem {
  readonly id: string;
  /** Bytes of its message. */
  readonly size: number;
  /** When to try it, in milliseconds since 1970. */
  dueAt: number;
  /** Taken out of the queue meanwhile. */
  removed = false;
  /** The last attempt's, where the disk wouldn't have it: no recipient gets a second copy for that. */
  unsaved: { readonly entry: QueueEntry; readonly settlement: Settlement; readonly reported: number } | undefined;

  constructor(id: string, size: number, dueAt: number) {
    this.id = id;
    this.size = size;
    this.dueAt = dueAt;
  }
}
