import { Deferred } from "@twist/core";
import type { Disk } from "@twist/maildir";
import type { MessageReceiver, MessageStream } from "@twist/smtp";
import { createNew, fileMode } from "../files/open-flags.js";
import { refusalOf } from "../delivery/refusals.js";
import { FileContent } from "./file-content.js";
import { MemoryContent } from "./memory-content.js";
import type { MessageContent } from "./message-content.js";

/** Where and how messages are taken in. */
export interface ReceiveOptions {
  readonly disk: Disk;
  /** The file for one that is too large for memory; it must not be there. */
  readonly spoolPath: () => string;
  /** Bytes of a message that is kept in memory; also what its header section may have. */
  readonly maxMemoryBytes: number;
}

/** From here on the client is slowed down until the disk has what came. */
const highWaterBytes = 256 * 1024;

/**
 * Takes in a message as a whole: in memory, or in a file where it is larger. The file isn't synced: nothing has been answered for it. Fails with an
 * `SMTPReplyError`, or with what the message failed with.
 */
export function receiveMessage(stream: MessageStream, options: ReceiveOptions): Deferred<MessageContent> {
  const receiver = new Receiver(stream, options);
  stream.deliverTo(receiver);
  return receiver.received;
}

class Receiver implements MessageReceiver {
  readonly received = new Deferred<MessageContent>();
  readonly #stream: MessageStream;
  readonly #options: ReceiveOptions;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #path: string | undefined;
  #fd: number | undefined;
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(stream: MessageStream, options: ReceiveOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  messageData(content: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#chunks.push(content);
    this.#bytes += content.length;
    if (this.#path === undefined && this.#bytes <= this.#options.maxMemoryBytes) return;
    if (this.#bytes > highWaterBytes) this.#stream.pause();
    this.#writing ??= this.#write();
  }

  messageEnd(): void {
    if (this.#path === undefined && this.#failure === undefined) {
      const [only] = this.#chunks;
      const whole = only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
      try {
        this.received.callback(new MemoryContent(whole));
      } catch (error) {
        this.received.errback(error);
      }
      return;
    }
    void this.#finish().then(
      (content) => this.received.callback(content),
      (error: unknown) => this.received.errback(refusalOf(error)),
    );
  }

  messageFailed(error: Error): void {
    this.#failure ??= error;
    this.#chunks = [];
    void this.#giveUp().then(() => this.received.errback(error));
  }

  /** Writes what has come until there is nothing left. What fails is kept for the end. */
  async #write(): Promise<void> {
    const { disk, spoolPath } = this.#options;
    try {
      this.#path ??= spoolPath();
      this.#fd ??= await disk.open(this.#path, createNew, fileMode);
      while (this.#chunks.length > 0) {
        const chunks = this.#chunks;
        this.#chunks = [];
        this.#bytes = 0;
        await disk.write(this.#fd, chunks, null);
        this.#stream.resume();
      }
    } catch (error) {
      this.#failure ??= error;
      this.#chunks = [];
      this.#stream.resume();
    } finally {
      this.#writing = undefined;
    }
  }

  async #finish(): Promise<MessageContent> {
    await this.#writing;
    if (this.#failure === undefined && this.#chunks.length > 0) await this.#write();
    const { disk, maxMemoryBytes } = this.#options;
    this.#close();
    if (this.#failure !== undefined || this.#path === undefined) {
      await this.#giveUp();
      throw this.#failure;
    }
    try {
      return await FileContent.open(disk, this.#path, { maxHeaderBytes: maxMemoryBytes, temporary: true });
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
  }

  async #giveUp(): Promise<void> {
    await this.#writing;
    this.#close();
    if (this.#path !== undefined) await this.#options.disk.unlink(this.#path).catch(() => undefined);
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) this.#options.disk.close(fd);
  }
}
