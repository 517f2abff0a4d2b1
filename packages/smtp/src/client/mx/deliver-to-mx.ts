import { abortable, type Deferred, DeferredSemaphore } from "@twist/core";
import { type MailRecipient, readCorrespondents, withASCIIDomain } from "../mail-envelope.js";
import { isRepeatable } from "../message-source.js";
import { SMTPClientError } from "../smtp-client-error.js";
import { DomainDelivery } from "./domain-delivery.js";
import type { DeliverToMXOptions, MXDeliveryResult } from "./mx-delivery-options.js";

const defaultMaxDomains = 5;

/**
 * Delivers a mail to the servers of its recipients, without a relay in between (RFC 5321 §5.1): for each domain looks up who takes its mail, and tries one after the
 * other, with TLS where they offer it. What is left over as not `permanent` is to be tried again later, for days (§4.5.4.1): that queue isn't here.
 *
 *     const { accepted, failed } = await deliverToMX({ envelope, message, resolver: promises, name: "mail.example" });   // promises of node:dns
 *
 * Fires with what became of each recipient, whatever that is. Fails where it is given up, or with `BAD_ADDRESS`.
 *
 * @throws {TypeError} where the message can't be sent more than once, or there is no recipient.
 */
export function deliverToMX(options: DeliverToMXOptions): Deferred<MXDeliveryResult> {
  const { message, maxDomains = defaultMaxDomains } = options;
  if (!isRepeatable(message)) {
    throw new TypeError("the message may be sent to several servers: give text, bytes, or an object with a stream()");
  }
  const semaphore = new DeferredSemaphore(maxDomains);
  return abortable(async (signal) => {
    const deliveries = [...byDomain(options)].map(
      ([domain, recipients]) => new DomainDelivery(domain, recipients, options, signal),
    );
    await Promise.all(deliveries.map((delivery) => semaphore.run(() => delivery.run())));
    return {
      accepted: deliveries.flatMap(({ accepted }) => accepted),
      failed: deliveries.flatMap(({ failed }) => failed),
    };
  }).withSignal(options.signal);
}

/** One mail for each domain, to all its recipients. */
function byDomain({ envelope }: DeliverToMXOptions): Map<string, MailRecipient[]> {
  const groups = new Map<string, MailRecipient[]>();
  for (const { mailbox, address, notify, originalRecipient } of readCorrespondents(envelope).recipients) {
    const domain = withASCIIDomain(mailbox).domain.toLowerCase();
    if (domain === "") throw new SMTPClientError("A recipient has no domain", { code: "BAD_ADDRESS", permanent: true });
    const group = groups.get(domain) ?? [];
    groups.set(domain, group);
    group.push({
      address,
      ...(notify === undefined ? {} : { notify }),
      ...(originalRecipient === undefined ? {} : { originalRecipient }),
    });
  }
  return groups;
}
