import { ClientCommand } from "../machine/client-command.js";
import { DataEncoder } from "../wire/data-encoder.js";
import { messageContent } from "./message-source.js";
import { type MessageOutlet, MessageSender } from "./message-sender.js";
import type { TransactionHost } from "./transaction-host.js";
import type { DataPlan, Transfer, TransferOwner } from "./transfer.js";

/** Sends a message after the 354 to DATA (RFC 5321 §4.1.1.4): lines, dots doubled, a dot at the end. */
export class DataTransfer implements Transfer, MessageOutlet {
  readonly #host: TransactionHost;
  readonly #owner: TransferOwner;
  readonly #plan: DataPlan;
  #sender: MessageSender | undefined;

  constructor(host: TransactionHost, plan: DataPlan, owner: TransferOwner) {
    this.#host = host;
    this.#plan = plan;
    this.#owner = owner;
  }

  start(): void {
    this.#host.messageStalled(false);
    try {
      const content = messageContent(this.#plan.message);
      this.#sender = new MessageSender(content, new DataEncoder(this.#plan.encoding), this.#host.transport, this);
    } catch (error) {
      this.#owner.transferFailed(error);
      return;
    }
    this.#sender.start();
  }

  stop(): void {
    this.#sender?.stop();
  }

  sendPiece(piece: Buffer): void {
    this.#host.transport.write(piece);
  }

  sendEnd(ending: Buffer): void {
    const { expectedReplies } = this.#owner;
    this.#host.transport.write(ending);
    // One reply was due to DATA; it has become the first of these.
    this.#owner.repliesDue(expectedReplies - 1);
    const replies = Array.from({ length: expectedReplies }, () => new ClientCommand("MESSAGE", undefined, this.#owner));
    this.#host.machine.messageSent(replies);
  }

  sendFailed(error: unknown): void {
    this.#owner.transferFailed(error);
  }

  sendStalled(stalled: boolean): void {
    this.#host.messageStalled(stalled);
  }
}
