import type { Disk } from "@twist/maildir";
import { MailError } from "../errors/mail-error.js";
import { readPieces } from "../files/read-pieces.js";
import { readOnly } from "../files/open-flags.js";
import { HeaderSection } from "./header-section.js";
import type { MessageContent } from "./message-content.js";

/** A message in a file, of which only the header section is in memory. */
export class FileContent implements MessageContent {
  readonly header: HeaderSection;
  readonly size: number;
  readonly restStart: Buffer | undefined;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #removeAfterwards: boolean;

  private constructor(
    file: { disk: Disk; path: string; size: number; temporary: boolean },
    header: HeaderSection,
    start: Buffer,
  ) {
    this.header = header;
    this.size = file.size;
    const restStart = start.subarray(header.bytes.length);
    this.restStart = restStart.length === 0 ? undefined : restStart;
    this.#disk = file.disk;
    this.#path = file.path;
    this.#removeAfterwards = file.temporary;
  }

  /**
   * Opens the message that is in a file. Fails with `HEADER_TOO_LARGE` where its header section isn't in the first `maxHeaderBytes`.
   *
   * @param options.temporary Whether `dispose` removes the file. @default false
   */
  static async open(
    disk: Disk,
    path: string,
    options: { readonly maxHeaderBytes: number; readonly temporary?: boolean },
  ): Promise<FileContent> {
    const fd = await disk.open(path, readOnly);
    try {
      const size = Number((await disk.stat(fd)).size);
      // One byte more than the header section tells whether the empty line behind it is one.
      const start = Buffer.alloc(Math.min(size, options.maxHeaderBytes + 2));
      const read = await disk.read(fd, start, 0);
      const header = HeaderSection.parse(start.subarray(0, read), read === size);
      if (header === undefined) throw new MailError("HEADER_TOO_LARGE", "the message's header section is too large");
      return new FileContent({ disk, path, size, temporary: options.temporary ?? false }, header, start);
    } finally {
      disk.close(fd);
    }
  }

  get rest(): AsyncIterable<Buffer> {
    return readPieces(this.#disk, this.#path, this.header.bytes.length);
  }

  async dispose(): Promise<void> {
    if (this.#removeAfterwards) await this.#disk.unlink(this.#path).catch(() => undefined);
  }
}
