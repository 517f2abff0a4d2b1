import { type FileSystem, normalizePath, writeChunks } from "@twist/core/filesystem";
import { formatPath } from "../wire/path.js";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import type { MessageDelivery } from "./message-delivery.js";

/** A message that was saved. */
export interface SavedMessage {
  /** Where it is. */
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly message: MessageStream;
}

/** Options of `FileDelivery`. */
export interface FileDeliveryOptions {
  /** The directory, which has to be there. @default "/" */
  readonly directory?: string;
  /** Is told of each message. */
  readonly saved?: (saved: SavedMessage) => void;
}

/**
 * Saves each message as a file of its own, `ID.eml`, for development and archives; nobody's mailbox. Before the message stand the fields `Return-Path` and `Received` (RFC 5321 §4.4).
 * A file has its name once it is whole; a message that breaks off leaves none.
 */
export class FileDelivery implements MessageDelivery {
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #saved: ((saved: SavedMessage) => void) | undefined;

  constructor(files: FileSystem, options: FileDeliveryOptions = {}) {
    this.#files = files;
    this.#directory = options.directory ?? "/";
    this.#saved = options.saved;
  }

  async deliver(message: MessageStream, connection: SMTPConnection): Promise<undefined> {
    const path = normalizePath(`${this.#directory}/${message.id}.eml`);
    const unfinished = `${path}.part`;
    let size: number;
    try {
      await using handle = await this.#files.open(unfinished, { write: true, create: true, exclusive: true });
      size = await writeChunks(handle, withTrace(message, connection));
    } catch (error) {
      await this.#files.remove(unfinished).catch(() => undefined);
      throw error;
    }
    await this.#files.rename(unfinished, path);
    this.#saved?.({ path, size, message });
    return undefined;
  }
}

async function* withTrace(message: MessageStream, connection: SMTPConnection): AsyncIterable<Buffer> {
  const returnPath = `Return-Path: ${formatPath(message.envelope.sender)}\r\n`;
  yield Buffer.from(returnPath + connection.receivedField(message));
  yield* message;
}
