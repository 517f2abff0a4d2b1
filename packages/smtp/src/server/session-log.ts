import { type Logger, formatAddress, logPublisher } from "@twist/core";
import { sanitizeForLog } from "@twist/core/wire";
import type { SMTPReply } from "../wire/reply.js";
import type { MessageStream } from "./message-stream.js";
import type { SMTPConnection } from "./smtp-connection.js";

/**
 * What is written to the log about one connection, each line with the session's name. Nothing is put together while nobody reads it. What a client sent is made safe to show; of AUTH,
 * only the verb is ever written.
 */
export class SessionLog {
  readonly #logger: Logger;
  readonly #connection: SMTPConnection;

  constructor(logger: Logger, connection: SMTPConnection) {
    this.#logger = logger;
    this.#connection = connection;
  }

  /** A command was answered with a no. */
  refused(verb: string, reply: SMTPReply): void {
    if (!logPublisher.hasObservers) return;
    this.#logger.info("A command was refused", {
      ...this.#who(),
      command: verb,
      reply: sanitizeForLog(reply.toString()),
    });
  }

  /** A message was answered. */
  message({ id, envelope, receivedBytes }: MessageStream, reply: SMTPReply): void {
    if (!logPublisher.hasObservers) return;
    this.#logger.info(reply.isPositive ? "A message was accepted" : "A message was refused", {
      ...this.#who(),
      message: id,
      sender: sanitizeForLog(String(envelope.sender ?? "")),
      recipients: envelope.recipients.map(({ mailbox }) => sanitizeForLog(mailbox.toString())),
      bytes: receivedBytes,
      reply: sanitizeForLog(reply.toString()),
    });
  }

  /** The application has failed. */
  failed(command: string | undefined, error: unknown): void {
    this.#logger.error("A session could not answer", { ...this.#who(), command, error });
  }

  #who(): { readonly session: string; readonly peer: string } {
    return { session: this.#connection.id, peer: formatAddress(this.#connection.peer) };
  }
}
