import { type FileSystem, normalizePath, writeChunks } from "@twist/core/filesystem";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import { formatPath } from "../wire/path.js";

/** A file with a message in it. */
export interface SavedFile {
  /** Where it is. */
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
}

/** What `saveMessage` has to know. */
export interface SaveMessageOptions {
  readonly connection: SMTPConnection;
  /** The message's content. @default what is read of the message */
  readonly content?: AsyncIterable<Buffer>;
  /** The directory, which has to be there. @default "/" */
  readonly directory?: string;
}

/**
 * Saves a message as `ID.eml`, behind the fields `Return-Path` and `Received` (RFC 5321 §4.4). The file has its name once it is whole; a message that breaks off
 * leaves none.
 */
export async function saveMessage(
  files: FileSystem,
  message: MessageStream,
  { connection, content = message, directory = "/" }: SaveMessageOptions,
): Promise<SavedFile> {
  const path = normalizePath(`${directory}/${message.id}.eml`);
  const unfinished = `${path}.part`;
  let size: number;
  try {
    await using handle = await files.open(unfinished, { write: true, create: true, exclusive: true });
    size = await writeChunks(handle, withTrace(message, connection, content));
  } catch (error) {
    await files.remove(unfinished).catch(() => undefined);
    throw error;
  }
  await files.rename(unfinished, path);
  return { path, size };
}

async function* withTrace(
  message: MessageStream,
  connection: SMTPConnection,
  content: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> {
  const returnPath = `Return-Path: ${formatPath(message.envelope.sender)}\r\n`;
  yield Buffer.from(returnPath + connection.receivedField(message));
  yield* content;
}
