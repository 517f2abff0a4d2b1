import { asBuffer } from "@twist/core/wire";
import { ClientCommand, type ReplyHandler } from "../machine/client-command.js";
import type { SMTPReply } from "../wire/reply.js";
import { DataEncoder } from "../wire/data-encoder.js";
import { messageContent } from "./message-source.js";
import { type MessageEncoder, type MessageOutlet, MessageSender } from "./message-sender.js";
import type { TransactionHost } from "./transaction-host.js";
import type { Transfer, TransactionPlan, TransferOwner } from "./transfer.js";

/** Small pieces are gathered to this size, since each chunk costs a command and a reply. */
const chunkBytes = 64 * 1024;
/** Chunks without a reply: as many as keep the wire busy. */
const maxChunksDue = 4;

const nothing = Buffer.alloc(0);
const untouched: MessageEncoder = { encode: asBuffer, end: () => nothing };

/** Sends a message in chunks of bytes whose number is told before (RFC 3030): as it is, or with its line ends made CRLF. */
export class BdatTransfer implements Transfer, MessageOutlet, ReplyHandler {
  readonly #host: TransactionHost;
  readonly #owner: TransferOwner;
  readonly #plan: TransactionPlan;
  #sender: MessageSender | undefined;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #chunksDue = 0;

  constructor(host: TransactionHost, plan: TransactionPlan, owner: TransferOwner) {
    this.#host = host;
    this.#plan = plan;
    this.#owner = owner;
  }

  start(): void {
    const { message, encoding, binary } = this.#plan;
    try {
      const encoder = binary ? untouched : new DataEncoder({ ...encoding, dotStuffing: false });
      this.#sender = new MessageSender(messageContent(message), encoder, this.#host.transport, this);
    } catch (error) {
      this.#owner.transferFailed(error);
      return;
    }
    this.#sender.start();
  }

  stop(): void {
    this.#sender?.stop();
    this.#gathered = [];
  }

  sendPiece(piece: Buffer): void {
    this.#gathered.push(piece);
    this.#gatheredBytes += piece.length;
    if (this.#gatheredBytes < chunkBytes) return;
    this.#chunksDue++;
    if (this.#chunksDue >= maxChunksDue) this.#sender?.holdBack(true);
    this.#owner.repliesDue(1);
    const chunk = this.#takeGathered();
    this.#host.machine.pushChunk(new ClientCommand("BDAT", `BDAT ${String(chunk.length)}`, this, chunk));
  }

  sendEnd(ending: Buffer): void {
    if (ending.length > 0) {
      this.#gathered.push(ending);
      this.#gatheredBytes += ending.length;
    }
    const chunk = this.#takeGathered();
    const line = `BDAT ${String(chunk.length)} LAST`;
    const { expectedReplies } = this.#owner;
    // One reply was due to the whole; it has become the first of these.
    this.#owner.repliesDue(expectedReplies - 1);
    const commands = [new ClientCommand("MESSAGE", line, this.#owner, chunk.length === 0 ? undefined : chunk)];
    // LMTP: the others follow the first, without a command of their own.
    while (commands.length < expectedReplies) commands.push(new ClientCommand("MESSAGE", undefined, this.#owner));
    this.#host.machine.pushLastChunk(commands);
  }

  sendFailed(error: unknown): void {
    this.#owner.transferFailed(error);
  }

  sendStalled(): void {
    // The replies to the chunks are what is waited for.
  }

  replied(command: ClientCommand, reply: SMTPReply): void {
    this.#chunksDue--;
    this.#owner.replied(command, reply);
    if (reply.code < 300) this.#sender?.holdBack(false);
  }

  unanswered(command: ClientCommand, error: Error): void {
    this.#owner.unanswered(command, error);
  }

  #takeGathered(): Buffer {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    const [only] = gathered;
    return gathered.length === 1 && only !== undefined ? only : Buffer.concat(gathered);
  }
}
