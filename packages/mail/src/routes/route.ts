import type { QueueEntry, DeliveryStatus, QueuedRecipient } from "../queue/queue-entry.js";
import type { QueuedMessage } from "../queue/queue-folder.js";

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
  /** The very object of the consignment. */
  readonly recipient: QueuedRecipient;
  readonly kind:
    /** It is in the mailbox. */
    | "delivered"
    /** It goes on to others, for whom there is an entry of its own. */
    | "expanded"
    /** A server has it that sends the reports itself that were asked for. */
    | "passed"
    /** A server has it that will not report. */
    | "relayed"
    /** It won't ever be taken. */
    | "failed"
    /** It may be taken later. */
    | "deferred";
  readonly status: DeliveryStatus;
  /** Whether no server was there at all; others who go there needn't try just now. @default false */
  readonly unreachable?: boolean;
}

/** A way that messages leave by. */
export interface Route {
  /** What is behind it: mail for the same goes over a few connections at a time. */
  readonly key: string;
  /** Tries. Fulfils with an outcome for each recipient. What it rejects with counts as "try again later" for all. */
  deliver(consignment: Consignment): Promise<readonly Outcome[]>;
}

/** Says which way mail for a recipient goes. */
export type Router = (recipient: QueuedRecipient) => Route;
