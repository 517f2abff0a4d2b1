import type { promises } from "node:fs";
import type { FileHandle } from "../file-handle.js";
import { checkAttributes, checkPosition, type FileAttributes, type FileStats } from "../file-stats.js";
import { FileSystemError } from "../file-system-error.js";
import { setOnDescriptor } from "./local-attributes.js";
import { toFileStats } from "./local-stats.js";
import type { OpenSize, QuotaLedger } from "./quota-ledger.js";
import { toFileSystemError } from "./system-error.js";

/** What a `LocalFile` is made of. */
export interface LocalFileOptions {
  readonly path: string;
  readonly handle: promises.FileHandle;
  readonly append: boolean;
  readonly writable: boolean;
  /** Attributes can't be set through it. */
  readonly readOnly: boolean;
  /** The quota's book and this file's page in it, where there is a quota. */
  readonly account?: { readonly ledger: QuotaLedger; readonly size: OpenSize } | undefined;
}

/** A file on the disk, open. */
export class LocalFile implements FileHandle {
  readonly path: string;
  readonly #handle: promises.FileHandle;
  readonly #options: LocalFileOptions;
  #closing: Promise<void> | undefined;

  constructor(options: LocalFileOptions) {
    this.path = options.path;
    this.#handle = options.handle;
    this.#options = options;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    checkPosition("position", position);
    this.#checkOpen();
    try {
      let count = 0;
      // The system may give less than was asked for though there is more, on a network file system for instance.
      while (count < buffer.length) {
        const { bytesRead } = await this.#handle.read(buffer, count, buffer.length - count, position + count);
        if (bytesRead === 0) break;
        count += bytesRead;
      }
      return count;
    } catch (error) {
      throw this.#failed(error, "not open for reading");
    }
  }

  async write(data: Uint8Array, position: number): Promise<void> {
    checkPosition("position", position);
    this.#checkWritable();
    if (data.length === 0) return;
    const { account, append } = this.#options;
    account?.ledger.grow(account.size, (append ? account.size.size : position) + data.length, this.path);
    try {
      let count = 0;
      while (count < data.length) {
        const at = append ? null : position + count;
        const { bytesWritten } = await this.#handle.write(data, count, data.length - count, at);
        count += bytesWritten;
      }
    } catch (error) {
      await this.#recount();
      throw this.#failed(error, "not open for writing");
    }
  }

  async stat(): Promise<FileStats> {
    this.#checkOpen();
    try {
      return toFileStats(await this.#handle.stat());
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async truncate(size: number): Promise<void> {
    checkPosition("size", size);
    this.#checkWritable();
    const account = this.#options.account;
    account?.ledger.grow(account.size, size, this.path);
    try {
      await this.#handle.truncate(size);
      account?.ledger.correct(account.size, size);
    } catch (error) {
      await this.#recount();
      throw this.#failed(error);
    }
  }

  async setAttributes(attributes: FileAttributes): Promise<void> {
    checkAttributes(attributes);
    this.#checkOpen();
    if (this.#options.readOnly) throw new FileSystemError("read-only", this.path);
    if (attributes.size !== undefined) await this.truncate(attributes.size);
    try {
      await setOnDescriptor(this.#handle, attributes);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async sync(): Promise<void> {
    this.#checkOpen();
    try {
      await this.#handle.sync();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const account = this.#options.account;
    try {
      await this.#handle.close();
    } catch (error) {
      throw this.#failed(error);
    } finally {
      account?.ledger.closed(account.size);
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new FileSystemError("closed", this.path);
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (!this.#options.writable) {
      throw new FileSystemError("permission", this.path, { detail: "not open for writing" });
    }
  }

  /** After a write that failed halfway: the disk knows how far it came. */
  async #recount(): Promise<void> {
    const account = this.#options.account;
    if (account === undefined) return;
    const stats = await this.#handle.stat().catch(() => undefined);
    if (stats !== undefined) account.ledger.correct(account.size, stats.size);
  }

  #failed(error: unknown, wrongMode?: string): unknown {
    const failure = toFileSystemError(error, this.path);
    // EBADF while it is open means that it was opened for something else.
    if (wrongMode !== undefined && this.#closing === undefined && isClosed(failure)) {
      return new FileSystemError("permission", this.path, { detail: wrongMode });
    }
    return failure;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof FileSystemError && error.reason === "closed";
}
