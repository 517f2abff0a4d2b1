import { Logger } from "@twist/core";
import type { DeadDestinations } from "./dead-destinations.js";
import type { QueueEntry, QueuedRecipient } from "./queue-entry.js";
import type { QueuedMessage } from "./queue-folder.js";
import type { RouteLimits } from "./route-limits.js";
import type { Outcome, Route, Router } from "../routes/route.js";

/** What attempts are made with. */
export interface AttemptMeans {
  readonly router: Router;
  readonly limits: RouteLimits;
  readonly dead: DeadDestinations;
  readonly signal: AbortSignal;
}

/** Recipients of one delivery: what a server has to take at the least (RFC 5321 §4.5.3.1.8). */
const maxRecipients = 100;

const log = new Logger("twist.mail.queue");

/** Tries to deliver a message to each of its recipients, those with the same way together. Never fails: whatever goes wrong is an outcome. */
export async function attempt(entry: QueueEntry, message: QueuedMessage, means: AttemptMeans): Promise<Outcome[]> {
  const deliveries = byRoute(entry.recipients, means.router).map(({ route, recipients }) =>
    means.limits.run(route.key, () => deliver(route, { entry, message, recipients }, means)),
  );
  return (await Promise.all(deliveries)).flat();
}

interface Batch {
  readonly entry: QueueEntry;
  readonly message: QueuedMessage;
  readonly recipients: readonly QueuedRecipient[];
}

async function deliver(route: Route, batch: Batch, { dead, signal }: AttemptMeans): Promise<readonly Outcome[]> {
  const known = dead.find(route.key);
  if (known !== undefined) {
    return batch.recipients.map((recipient) => ({ recipient, kind: "deferred", status: known }));
  }
  try {
    const outcomes = await route.deliver({ ...batch, signal });
    const [first] = outcomes;
    if (first !== undefined && outcomes.every(({ kind, unreachable }) => kind === "deferred" && unreachable === true)) {
      dead.add(route.key, first.status);
    }
    return outcomes;
  } catch (error) {
    if (!signal.aborted) log.error("a delivery failed unexpectedly", { id: batch.entry.id, route: route.key, error });
    const status = { status: "4.3.0", text: "a local error" };
    return batch.recipients.map((recipient) => ({ recipient, kind: "deferred", status }));
  }
}

function byRoute(
  recipients: readonly QueuedRecipient[],
  router: Router,
): { route: Route; recipients: QueuedRecipient[] }[] {
  const batches: { route: Route; recipients: QueuedRecipient[] }[] = [];
  const open = new Map<string, { route: Route; recipients: QueuedRecipient[] }>();
  for (const recipient of recipients) {
    const route = router(recipient);
    let batch = open.get(route.key);
    if (batch === undefined || batch.recipients.length >= maxRecipients) {
      batch = { route, recipients: [] };
      open.set(route.key, batch);
      batches.push(batch);
    }
    batch.recipients.push(recipient);
  }
  return batches;
}
