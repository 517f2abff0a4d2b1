import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { Disk } from "../files/disk.js";
import { createNew, createNewSynced, fileMode } from "../files/open-flags.js";
import { withSizes } from "../names/message-name.js";
import type { DeliveredMessage, DeliveryPlan, DeliveryTarget } from "./delivery-options.js";
import { LFConverter } from "./lf-converter.js";

/** So much is gathered before the file is opened or written to: most messages are one write. */
const gatherBytes = 64 * 1024;

/** From here on `write` asks to wait. */
const highWaterBytes = 256 * 1024;

/**
 * A message on its way into a mailbox. It is written to `tmp`, synced, and then appears in the mailbox at once and as a
 * whole; when `commit` has fulfilled, it survives a power failure. Killed at any moment before that, the process leaves
 * nothing but a file in `tmp`, which is removed after 36 hours. Every delivery ends in `commit` or `abort`.
 */
export class Delivery {
  readonly #target: DeliveryTarget;
  readonly #plan: DeliveryPlan;
  readonly #toLF: LFConverter | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #size = 0;
  #reservedBytes = 0;
  #reservedFiles = 0;
  #base = "";
  #fd: number | undefined;
  #flushing: Promise<void> | undefined;
  #failure: MaildirError | undefined;
  #state: "open" | "ending" | "ended" = "open";

  constructor(target: DeliveryTarget, plan: DeliveryPlan = {}) {
    this.#target = target;
    this.#plan = plan;
    this.#toLF = plan.lineEnds === "lf" ? new LFConverter() : undefined;
    if (target.quota?.reserve(0, 1) === false)
      this.#fail(new MaildirError("OVER_QUOTA", "the user has too many messages"));
    else if (target.quota !== undefined) this.#reservedFiles = 1;
  }

  /**
   * Takes more of the message; the bytes must not change until they are stored. What goes wrong, a full quota for
   * example, is told by `commit` (or `failure`).
   * @returns false where the caller should wait for `drained` before it writes more.
   */
  write(chunk: Uint8Array): boolean {
    if (this.#state !== "open") throw new MaildirError("CLOSED", "the delivery has ended");
    if (this.#failure !== undefined) return true;
    return this.#take(this.#toLF === undefined ? chunk : this.#toLF.convert(chunk));
  }

  /** What has gone wrong so far. There is no use in writing more. */
  get failure(): MaildirError | undefined {
    return this.#failure;
  }

  /** Bytes stored or waiting to be. */
  get size(): number {
    return this.#size;
  }

  /** Fulfils when there is room again. */
  async drained(): Promise<void> {
    while (this.#pendingBytes >= highWaterBytes && this.#flushing !== undefined) await this.#flushing;
  }

  /**
   * Ends the message. When this fulfils it is in the mailbox, durably. Fails with `MESSAGE_TOO_LARGE`, `OVER_QUOTA` or `IO_ERROR`, and
   * then nothing of it is left.
   */
  async commit(): Promise<DeliveredMessage> {
    this.#end();
    let visible: string | undefined;
    try {
      await this.#takeRest();
      const { disk, directorySync, durable } = this.#target;
      if (this.#isWhole && disk.storeFile !== undefined) {
        await this.#storeWhole(disk.storeFile);
      } else {
        await this.#writeAll();
        const path = this.#path;
        await disk.rename(this.#temporary, path);
        visible = path;
        if (durable) await directorySync.sync(this.#place);
      }
      return { name: this.#name, size: this.#size };
    } catch (error) {
      await this.#undo(visible ?? this.#temporary);
      throw MaildirError.from(error);
    } finally {
      this.#state = "ended";
    }
  }

  /** Ends it without a message. Nothing of it is left. Does nothing after the end. */
  async abort(): Promise<void> {
    if (this.#state !== "open") return;
    this.#end();
    await this.#flushing;
    await this.#undo(this.#temporary);
    this.#state = "ended";
  }

  #end(): void {
    if (this.#state !== "open") throw new MaildirError("CLOSED", "the delivery has ended");
    this.#state = "ending";
  }

  #take(chunk: Uint8Array): boolean {
    const { quota, maxMessageBytes } = this.#target;
    this.#size += chunk.length;
    if (this.#size > maxMessageBytes) {
      this.#fail(
        new MaildirError("MESSAGE_TOO_LARGE", `the message is over the limit of ${String(maxMessageBytes)} bytes`),
      );
      return true;
    }
    if (quota !== undefined) {
      if (!quota.reserve(chunk.length, 0)) {
        this.#fail(new MaildirError("OVER_QUOTA", "the user has too much mail"));
        return true;
      }
      this.#reservedBytes += chunk.length;
    }
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= gatherBytes) this.#flushing ??= this.#flush();
    return this.#pendingBytes < highWaterBytes;
  }

  #fail(error: MaildirError): void {
    this.#failure ??= error;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Never fails: what goes wrong is kept. */
  async #flush(): Promise<void> {
    try {
      while (this.#pendingBytes >= gatherBytes) await this.#writePending();
    } catch (error) {
      this.#fail(MaildirError.from(error));
    } finally {
      this.#flushing = undefined;
    }
  }

  async #writePending(): Promise<void> {
    const fd = this.#fd ?? (await this.#open());
    const chunks = this.#pending;
    const length = this.#pendingBytes;
    this.#pending = [];
    await this.#target.disk.write(fd, chunks, null);
    // What is being written takes up memory until it is.
    this.#pendingBytes = Math.max(0, this.#pendingBytes - length);
  }

  /** Takes what is held back, and waits for what is being written. */
  async #takeRest(): Promise<void> {
    if (this.#toLF !== undefined && this.#failure === undefined) this.#take(this.#toLF.finish());
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** All of the message is here, and nothing of it in a file. */
  get #isWhole(): boolean {
    return this.#fd === undefined && this.#pendingBytes > 0 && this.#plan.internalDateMs === undefined;
  }

  async #storeWhole(storeFile: NonNullable<Disk["storeFile"]>): Promise<void> {
    const { durable } = this.#target;
    const chunks = this.#pending;
    const length = this.#pendingBytes;
    await this.#withNewName(() => storeFile({ temporary: this.#temporary, path: this.#path, chunks, length, durable }));
  }

  async #writeAll(): Promise<void> {
    const { disk, durable } = this.#target;
    const { internalDateMs } = this.#plan;
    // A message that is here as a whole is written and synced in one call: each call is a trip to another thread.
    const atOnce = durable && this.#isWhole;
    const fd = this.#fd ?? (await this.#open(atOnce ? createNewSynced : createNew));
    if (this.#pendingBytes > 0) await this.#writePending();
    if (internalDateMs !== undefined) await disk.setTimes(fd, internalDateMs);
    if (durable && !atOnce) await disk.sync(fd);
    this.#close();
  }

  async #open(flags = createNew): Promise<number> {
    return (this.#fd = await this.#withNewName(() => this.#target.disk.open(this.#temporary, flags, fileMode)));
  }

  /** Makes the file under a name that nobody has, and the folder where it is missing. */
  async #withNewName<T>(make: () => Promise<T>): Promise<T> {
    const { names, create } = this.#target;
    for (let created = false; ;) {
      this.#base = names.next();
      try {
        return await make();
      } catch (error) {
        const code = systemCode(error);
        if (code === "ENOENT" && !created) {
          await create();
          created = true;
        } else if (code !== "EEXIST") {
          this.#base = "";
          throw error;
        }
      }
    }
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) this.#target.disk.close(fd);
  }

  async #undo(path: string): Promise<void> {
    this.#pending = [];
    const { disk, quota } = this.#target;
    try {
      this.#close();
    } finally {
      const removed = this.#base === "" || (await unlinkIfThere(() => disk.unlink(path)));
      if (removed && this.#reservedFiles > 0) quota?.release(this.#reservedBytes, this.#reservedFiles);
    }
  }

  #virtualSize(): number | undefined {
    if (this.#toLF !== undefined) return this.#toLF.virtualSize;
    return this.#plan.lineEnds === "crlf" ? this.#size : undefined;
  }

  get #temporary(): string {
    return `${this.#target.folder}/tmp/${this.#base}`;
  }

  /** Its name once its size is known. */
  get #name(): string {
    return withSizes(this.#base, this.#size, this.#virtualSize());
  }

  get #path(): string {
    return `${this.#place}/${this.#flags === "" ? this.#name : `${this.#name}:2,${this.#flags}`}`;
  }

  /** The folder that it appears in. */
  get #place(): string {
    return `${this.#target.folder}/${this.#flags === "" ? "new" : "cur"}`;
  }

  /** Their letters; none for a message that is new. */
  get #flags(): string {
    return this.#plan.flagLetters ?? "";
  }
}

/** Whether it is gone. */
async function unlinkIfThere(unlink: () => Promise<void>): Promise<boolean> {
  try {
    await unlink();
    return true;
  } catch (error) {
    return systemCode(error) === "ENOENT";
  }
}
