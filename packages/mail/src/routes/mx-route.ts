import type { Reactor } from "@twist/core";
import { deliverToMX, type DeliverToMXOptions, type MXDeliveryResult } from "@twist/smtp";
import { remoteEnvelope } from "./remote-envelope.js";
import { isUnreachable, statusOfError, statusOfReply } from "./remote-status.js";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import type { Consignment, Outcome, Route } from "./route.js";

/** How mail reaches other domains. */
export interface MXRouteOptions extends Pick<
  DeliverToMXOptions,
  "resolver" | "port" | "policy" | "timeouts" | "connectTimeoutMs" | "maxHosts" | "random"
> {
  /** What we call ourselves. */
  readonly name: string;
  readonly reactor: Reactor;
}

/** To the mail servers of a domain. */
export class MXRoute implements Route {
  readonly key: string;
  readonly #options: MXRouteOptions;

  constructor(domain: string, options: MXRouteOptions) {
    this.key = `mx ${domain}`;
    this.#options = options;
  }

  async deliver(consignment: Consignment): Promise<readonly Outcome[]> {
    const { message, signal, recipients } = consignment;
    const envelope = remoteEnvelope(consignment);
    const result = await deliverToMX({ ...this.#options, envelope, message, signal });
    return recipients.map((recipient) => outcomeOf(recipient, result));
  }
}

function outcomeOf(recipient: QueuedRecipient, { accepted, failed }: MXDeliveryResult): Outcome {
  const { address } = recipient;
  const taken = accepted.find((result) => result.address === address);
  if (taken !== undefined) {
    const status = statusOfReply(taken.reply, taken.host);
    return { recipient, kind: taken.reports ? "passed" : "relayed", status };
  }
  const left = failed.find((result) => result.address === address);
  if (left === undefined) {
    return { recipient, kind: "deferred", status: { status: "4.3.0", text: "nothing is known of the delivery" } };
  }
  const { permanent, reply, error, host } = left;
  const status = reply === undefined ? statusOfError(error, permanent, host) : statusOfReply(reply, host);
  return {
    recipient,
    kind: permanent ? "failed" : "deferred",
    status,
    unreachable: reply === undefined && isUnreachable(error),
  };
}
