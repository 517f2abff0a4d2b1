import type { FileSystem } from "@twist/core/filesystem";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import type { MessageDelivery } from "./message-delivery.js";
import { type SavedFile, saveMessage } from "./save-message.js";

/** A message that was saved. */
export interface SavedMessage extends SavedFile {
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
    const file = await saveMessage(this.#files, message, { connection, directory: this.#directory });
    this.#saved?.({ ...file, message });
    return undefined;
  }
}
