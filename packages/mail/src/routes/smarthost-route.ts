import type { Reactor } from "@twist/core";
import { connectSMTP, SMTPClientError, type SendResult, type SMTPTargetOptions } from "@twist/smtp";
import { remoteEnvelope } from "./remote-envelope.js";
import { isUnreachable, statusOfError, statusOfReply } from "./remote-status.js";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import type { Consignment, Outcome, Route } from "./route.js";

/** The server that takes all mail for elsewhere. */
export interface Smarthost extends Omit<SMTPTargetOptions, "reactor" | "lmtp" | "name"> {
  readonly host: string;
}

/** What was refused with these has nothing to do with the message: the login, the connection. Somebody has to see to it, and then it goes. */
const ours: ReadonlySet<string> = new Set([
  "AUTH_FAILED",
  "AUTH_NOT_POSSIBLE",
  "GREETING_REFUSED",
  "TLS_REQUIRED",
  "STARTTLS_FAILED",
  "STARTTLS_INJECTION",
]);

/** To one server that knows the way to all others. */
export class SmarthostRoute implements Route {
  readonly key = "smarthost";
  readonly #target: SMTPTargetOptions & { readonly host: string };

  constructor(smarthost: Smarthost, name: string, reactor: Reactor) {
    this.#target = { ...smarthost, name, reactor };
  }

  async deliver(consignment: Consignment): Promise<readonly Outcome[]> {
    const { message, recipients, signal } = consignment;
    try {
      const client = await connectSMTP({ ...this.#target, signal });
      try {
        const result = await client.send(remoteEnvelope(consignment), message, { signal });
        const reports = client.extensions.has("DSN");
        return recipients.map((recipient) => this.#outcome(recipient, result, reports));
      } finally {
        void client.quit();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      return recipients.map((recipient) => this.#failure(recipient, error));
    }
  }

  #outcome(recipient: QueuedRecipient, { accepted, rejected, reply }: SendResult, reports: boolean): Outcome {
    if (accepted.includes(recipient.address)) {
      return { recipient, kind: reports ? "passed" : "relayed", status: statusOfReply(reply, this.#target.host) };
    }
    return this.#rejection(recipient, rejected) ?? this.#failure(recipient, undefined);
  }

  #failure(recipient: QueuedRecipient, error: unknown): Outcome {
    const { host } = this.#target;
    if (!(error instanceof SMTPClientError)) {
      const status = statusOfError(error, false, host);
      return { recipient, kind: "deferred", status, unreachable: isUnreachable(error) };
    }
    const rejection = this.#rejection(recipient, error.rejected);
    if (rejection !== undefined) return rejection;
    const permanent = error.permanent && !ours.has(error.code);
    const { reply } = error;
    const status =
      reply === undefined || ours.has(error.code) ? statusOfError(error, permanent, host) : statusOfReply(reply, host);
    const unreachable = isUnreachable(error) || ours.has(error.code);
    return { recipient, kind: permanent ? "failed" : "deferred", status, unreachable };
  }

  #rejection(recipient: QueuedRecipient, rejected: SendResult["rejected"]): Outcome | undefined {
    const found = rejected.find(({ address }) => address === recipient.address);
    if (found === undefined) return undefined;
    const status = statusOfReply(found.reply, this.#target.host);
    return { recipient, kind: found.permanent ? "failed" : "deferred", status };
  }
}
