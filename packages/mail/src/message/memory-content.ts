import { MailError } from "../errors/mail-error.js";
import { HeaderSection } from "./header-section.js";
import type { MessageContent } from "./message-content.js";

/** A message in memory. */
export class MemoryContent implements MessageContent {
  readonly header: HeaderSection;
  readonly size: number;
  readonly restStart: Buffer | undefined;

  constructor(message: Buffer) {
    const header = HeaderSection.parse(message, true);
    if (header === undefined) throw new MailError("BAD_ENTRY", "the message has no header section");
    this.header = header;
    this.size = message.length;
    const rest = message.subarray(header.bytes.length);
    this.restStart = rest.length === 0 ? undefined : rest;
  }

  get rest(): Iterable<Buffer> {
    return this.restStart === undefined ? [] : [this.restStart];
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
