import type { Reactor } from "@twist/core";
import type { AddressBook } from "../addresses/address-book.js";
import type { LocalDelivery } from "../delivery/local-delivery.js";
import { DeliveryQueue } from "../queue/delivery-queue.js";
import type { QueueFolder } from "../queue/queue-folder.js";
import { queueLimits } from "../queue/queue-limits.js";
import { retrySchedule } from "../queue/retry-schedule.js";
import type { ReportWriter } from "../reports/report-writer.js";
import { LocalRoute } from "../routes/local-route.js";
import { mailRouter } from "../routes/mail-router.js";
import { SmarthostRoute } from "../routes/smarthost-route.js";
import type { MailServerOptions } from "./mail-server-options.js";

/** What the queue shares with the rest of the server. */
export interface QueueParts {
  readonly folder: QueueFolder;
  readonly reports: ReportWriter;
  readonly addresses: AddressBook;
  readonly local: LocalDelivery;
  readonly hostname: string;
  readonly reactor: Reactor;
  readonly maxMemoryBytes: number;
}

const defaultDeadDestinationMs = 60_000;
const defaultRequestPollMs = 2000;

/** The queue of a mail server, with its ways out. */
export function makeQueue(options: MailServerOptions, parts: QueueParts): DeliveryQueue {
  const { resolver, mx, smarthost, random = Math.random } = options;
  const { folder, reports, addresses, local, hostname, reactor, maxMemoryBytes } = parts;
  // Our own fields come on top of a header section that was just small enough.
  const maxHeaderBytes = 2 * maxMemoryBytes;
  return new DeliveryQueue({
    folder,
    clock: reactor,
    schedule: retrySchedule(options.schedule),
    limits: queueLimits(options.queueLimits),
    reports,
    random,
    requestPollMs: options.requestPollMs ?? defaultRequestPollMs,
    deadDestinationMs: options.deadDestinationMs ?? defaultDeadDestinationMs,
    maxHeaderBytes,
    router: (queue) =>
      mailRouter({
        addresses,
        local: new LocalRoute({ addresses, local, folder, queue, maxHeaderBytes }),
        smarthost: smarthost && new SmarthostRoute(smarthost, hostname, reactor),
        mx: { ...mx, resolver, random, name: hostname, reactor },
      }),
  });
}
