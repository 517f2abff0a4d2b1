import { type ConnectionEnd, Deferred, type TLSClientOptions, type TLSInfo } from "@twist/core";
import type { ClientCommand, ReplyHandler } from "../machine/client-command.js";
import type { SMTPReply } from "../wire/reply.js";
import { SMTPClientError } from "./smtp-client-error.js";
import type { TransactionHost } from "./transaction-host.js";

/** STARTTLS and the handshake behind it (RFC 3207). */
export class StartTLSExchange implements ReplyHandler {
  /** Fires when the wire is TLS. */
  readonly result: Deferred<TLSInfo>;
  readonly #host: TransactionHost;
  readonly #tls: TLSClientOptions;

  constructor(host: TransactionHost, tls: TLSClientOptions, cancel: (handler: ReplyHandler) => void) {
    this.#host = host;
    this.#tls = tls;
    this.result = new Deferred<TLSInfo>(() => cancel(this));
  }

  replied(_command: ClientCommand, reply: SMTPReply): void {
    if (this.result.called) return;
    if (reply.code >= 300) {
      this.result.errback(
        new SMTPClientError("The server offers STARTTLS and then refuses it", {
          code: "STARTTLS_FAILED",
          command: "STARTTLS",
          reply,
        }),
      );
      return;
    }
    // What stands behind the 220 came in clear, and would be taken for what the server says inside TLS.
    if (this.#host.machine.suspend().length > 0) {
      const error = new SMTPClientError("Somebody has put replies in front of the TLS handshake; nothing was sent", {
        code: "STARTTLS_INJECTION",
        command: "STARTTLS",
        permanent: false,
      });
      this.result.errback(error);
      this.#host.breakOff(error);
      return;
    }
    this.#host.transport.startTLS({ role: "client", ...this.#tls });
  }

  unanswered(_command: ClientCommand, error: Error): void {
    if (!this.result.called) this.result.errback(error);
  }

  /** The handshake is done. */
  completed(tls: TLSInfo): void {
    if (!this.result.called) this.result.callback(tls);
  }

  /** The connection ended before the handshake did. */
  connectionLost(reason: ConnectionEnd): void {
    if (this.result.called) return;
    const why = reason.cause instanceof Error ? reason.cause.message : reason.message;
    this.result.errback(
      new SMTPClientError(`The TLS handshake failed: ${why}`, {
        code: "STARTTLS_FAILED",
        command: "STARTTLS",
        permanent: false,
        cause: reason.cause ?? reason,
      }),
    );
  }
}
