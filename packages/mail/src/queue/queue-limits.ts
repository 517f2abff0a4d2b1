import { resolveLimits } from "@twist/core/wire";

/** How much a queue holds and does at a time. Every one is on by default; `Infinity` is none. */
export interface QueueLimits {
  /** Messages in the queue. Over it: 452. @default 100000 */
  readonly maxEntries: number;
  /** Bytes of their messages. Over it: 452. @default 10737418240 (10 GiB) */
  readonly maxBytes: number;
  /** Messages that are being delivered, or wait for their turn. Further ones stay on the disk until there is room. @default 10000 */
  readonly maxActive: number;
  /** Deliveries at a time. @default 50 */
  readonly maxDeliveries: number;
  /** Deliveries to one domain, or to the smarthost, at a time. @default 5 */
  readonly maxDeliveriesPerDomain: number;
  /** Bytes of a message that a bounce gives back; of a larger one it has the header only. @default 51200 */
  readonly maxReturnedBytes: number;
}

/** The default of every limit. */
export const defaultQueueLimits: QueueLimits = Object.freeze({
  maxEntries: 100_000,
  maxBytes: 10 * 1024 ** 3,
  maxActive: 10_000,
  maxDeliveries: 50,
  maxDeliveriesPerDomain: 5,
  maxReturnedBytes: 50 * 1024,
});

/** The defaults with `changes` over them. @throws {RangeError} where one is no limit. @throws {TypeError} for a name that is none of a limit. */
export function queueLimits(changes?: Partial<QueueLimits>): QueueLimits {
  return resolveLimits(changes, { ...defaultQueueLimits });
}
