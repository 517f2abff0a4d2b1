import type { QueueEntry, DeliveryStatus, QueuedRecipient } from "./queue-entry.js";
import type { QueuedMessage } from "./queue-folder.js";

/** A message for the recipients who have the same way. */
export interface Consignment {
  readonly entry: QueueEntry;
  readonly recipients: readonly QueuedRecipient[];
  readonly message: QueuedMessage;
  /** Aborts when the queue stops. */
  readonly signal: AbortSignal;
}

/** What became of one recipient. */
export interface Outcome {
  readonly address: string;
  readonly kind:
    /** It is in the mailbox, or with a server that reports on from there itself. */
    | "delivered"
    /** A server has it that will not report. */
    | "relayed"
    /** It won't ever be taken. */
    | "failed"
    /** It may be taken later. */
    | "deferred";
  readonly status: DeliveryStatus;
}

/** A way that messages leave by. */
export interface Route {
  /** What is behind it: mail for the same goes over a few connections at a time. */
  readonly key: string;
  /** Tries. Fulfils with an outcome for each recipient. What it rejects with counts as "try again later" for all. */
  deliver(consignment: Consignment): Promise<readonly Outcome[]>;
}

/** Says which way mail for a domain goes. */
export type Router = (domain: string) => Route;
