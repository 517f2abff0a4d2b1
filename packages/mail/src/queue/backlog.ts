import { MailError } from "../errors/mail-error.js";
import { DueHeap } from "./due-heap.js";
import type { QueueItem } from "./queue-item.js";
import type { QueueLimits } from "./queue-limits.js";

/** All entries of a queue, in memory: how many there are, and which is due when. */
export class Backlog {
  readonly #limits: Pick<QueueLimits, "maxEntries" | "maxBytes">;
  readonly #items = new Map<string, QueueItem>();
  readonly #waiting = new DueHeap<QueueItem>();
  #bytes = 0;
  #reservedCount = 0;
  #reservedBytes = 0;

  constructor(limits: Pick<QueueLimits, "maxEntries" | "maxBytes">) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#items.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** When the next is due; `undefined` where none waits. */
  get nextDueAt(): number | undefined {
    this.#dropRemoved();
    return this.#waiting.first?.dueAt;
  }

  /** Makes sure that there is room while a message is written. @throws {MailError} `QUEUE_FULL`. @returns gives the room back. */
  reserve(bytes: number, evenIfFull: boolean): () => void {
    const { maxEntries, maxBytes } = this.#limits;
    const isFull =
      this.#items.size + this.#reservedCount >= maxEntries || this.#bytes + this.#reservedBytes + bytes > maxBytes;
    if (isFull && !evenIfFull) throw new MailError("QUEUE_FULL", "the queue holds as much as it may");
    this.#reservedCount += 1;
    this.#reservedBytes += bytes;
    return () => {
      this.#reservedCount -= 1;
      this.#reservedBytes -= bytes;
    };
  }

  /** One more, which waits until it is due. */
  add(item: QueueItem): void {
    this.#items.set(item.id, item);
    this.#bytes += item.size;
    this.#waiting.add(item);
  }

  /** Takes out one that is due, to be worked on. */
  takeDue(wallTime: number): QueueItem | undefined {
    this.#dropRemoved();
    const { first } = this.#waiting;
    return first !== undefined && first.dueAt <= wallTime ? this.#waiting.removeFirst() : undefined;
  }

  /** One that was taken out waits again. */
  putBack(item: QueueItem, dueAt: number): void {
    if (item.removed) return;
    item.dueAt = dueAt;
    this.#waiting.add(item);
  }

  /** @returns whether it was there. */
  remove(id: string): boolean {
    const item = this.#items.get(id);
    if (item === undefined) return false;
    item.removed = true;
    this.#items.delete(id);
    this.#bytes -= item.size;
    return true;
  }

  /** All that wait are due now. */
  hurry(wallTime: number): void {
    for (const item of this.#waiting.removeAll()) this.putBack(item, Math.min(item.dueAt, wallTime));
  }

  clear(): void {
    this.#items.clear();
    this.#waiting.removeAll();
    this.#bytes = 0;
  }

  #dropRemoved(): void {
    while (this.#waiting.first?.removed === true) this.#waiting.removeFirst();
  }
}
