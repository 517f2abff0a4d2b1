import { join } from "node:path";
import { type FileSystem } from "@twist/core/filesystem";
import { sanitizeForLog } from "@twist/core/wire";
import { saveMessage } from "../deliveries/save-message.js";
import type { MessageDelivery } from "../deliveries/message-delivery.js";
import type { Envelope } from "../server/envelope.js";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import { formatPath } from "../wire/path.js";
import { HeaderPreview } from "./header-preview.js";

/** Where a catcher saves messages. */
export interface CatcherFolder {
  readonly files: FileSystem;
  /** What the user calls it. */
  readonly path: string;
}

/** Recipients that a line names. */
const NAMED_RECIPIENTS = 5;

/** Takes every message, prints a line about it, and saves it where there is a place to. */
export class MailCatcher implements MessageDelivery {
  readonly #print: (line: string) => void;
  readonly #folder: CatcherFolder | undefined;

  constructor(print: (line: string) => void, folder: CatcherFolder | undefined) {
    this.#print = print;
    this.#folder = folder;
  }

  async deliver(message: MessageStream, connection: SMTPConnection): Promise<undefined> {
    const preview = new HeaderPreview();
    const content = watched(message, preview);
    let place = "";
    if (this.#folder === undefined) {
      await readAll(content);
    } else {
      const { files, path: folder } = this.#folder;
      const { path } = await saveMessage(files, message, { connection, content });
      place = ` ${join(folder, path)}`;
    }
    const subject = sanitizeForLog(preview.field("Subject") ?? "");
    this.#print(`${route(message.envelope)} "${subject}" ${String(message.receivedBytes)} bytes${place}`);
    return undefined;
  }
}

async function readAll(content: AsyncIterable<unknown>): Promise<void> {
  const chunks = content[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true);
}

async function* watched(message: MessageStream, preview: HeaderPreview): AsyncIterable<Buffer> {
  for await (const chunk of message) {
    preview.push(chunk);
    yield chunk;
  }
}

function route({ sender, recipients }: Envelope): string {
  const named = recipients.slice(0, NAMED_RECIPIENTS).map(({ mailbox }) => sanitizeForLog(formatPath(mailbox)));
  const more = recipients.length - named.length;
  return `${sanitizeForLog(formatPath(sender))} to ${named.join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
}
