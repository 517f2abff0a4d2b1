import { Logger, type DelayedCall, type ReactorTime } from "@twist/core";
import type { Service, StopOptions } from "@twist/core/application";
import { ProcessLock } from "@twist/maildir";
import { MailError } from "../errors/mail-error.js";
import { outgoingPieces } from "../message/outgoing-pieces.js";
import type { ReportWriter } from "../reports/report-writer.js";
import { attempt } from "./attempt.js";
import { Backlog } from "./backlog.js";
import { DeadDestinations } from "./dead-destinations.js";
import type { OutgoingMail, OutgoingQueue } from "./outgoing-mail.js";
import type { QueueEntry } from "./queue-entry.js";
import type { QueueFolder } from "./queue-folder.js";
import { QueueItem } from "./queue-item.js";
import type { QueueLimits } from "./queue-limits.js";
import { QueueRequests } from "./queue-requests.js";
import type { RetrySchedule } from "./retry-schedule.js";
import { RouteLimits } from "./route-limits.js";
import type { Router } from "../routes/route.js";
import { settle } from "./settle.js";

/** What a queue is made of. */
export interface DeliveryQueueOptions {
  readonly folder: QueueFolder;
  readonly clock: ReactorTime;
  readonly schedule: RetrySchedule;
  readonly limits: QueueLimits;
  readonly reports: ReportWriter;
  /** Which way mail for a recipient goes. It is asked from `startService` on. */
  readonly router: (queue: OutgoingQueue) => Router;
  /** From 0 to before 1. */
  readonly random: () => number;
  /** How often to look for requests of other processes, in milliseconds. */
  readonly requestPollMs: number;
  /** Bytes of a message's header section. */
  readonly maxHeaderBytes: number;
  /** How long a destination isn't tried of which no server could be reached, in milliseconds. */
  readonly deadDestinationMs: number;
}

/** After an error of the disk. */
const troubleMs = 60_000;
/** The longest sleep: clocks are set, and machines sleep. */
const longestSleepMs = 3_600_000;

/** Entries that are read at a time when the queue starts. */
const loadedAtOnce = 64;

const log = new Logger("twist.mail.queue");

/**
 * Messages that wait for their delivery, on the disk. What is in it survives the end of the process at any moment; a message may then be delivered to somebody
 * twice, and never not at all. One process works on a queue at a time.
 */
export class DeliveryQueue implements OutgoingQueue, Service {
  readonly name = "mail queue";
  readonly folder: QueueFolder;
  readonly #options: DeliveryQueueOptions;
  readonly #backlog: Backlog;
  readonly #lock: ProcessLock;
  readonly #requests: QueueRequests;
  readonly #router: Router;
  readonly #routeLimits: RouteLimits;
  readonly #dead: DeadDestinations;
  readonly #active = new Set<Promise<void>>();
  #aborter = new AbortController();
  #running = false;
  #timer: DelayedCall | undefined;

  constructor(options: DeliveryQueueOptions) {
    const { folder, clock, limits, requestPollMs } = options;
    this.folder = folder;
    this.#options = options;
    this.#backlog = new Backlog(limits);
    this.#lock = new ProcessLock(folder.disk, folder.lockPath, { clock });
    this.#requests = new QueueRequests(folder, { clock, pollMs: requestPollMs, target: this });
    this.#router = options.router(this);
    this.#routeLimits = new RouteLimits(limits.maxDeliveries, limits.maxDeliveriesPerDomain);
    this.#dead = new DeadDestinations(clock, options.deadDestinationMs);
  }

  /** How many messages are in it. */
  get count(): number {
    return this.#backlog.count;
  }

  /** Bytes of them. */
  get bytes(): number {
    return this.#backlog.bytes;
  }

  /** Takes up what is in the folder. Fails with `QUEUE_IN_USE`. */
  async startService(): Promise<void> {
    const { folder } = this;
    await folder.make();
    if (!(await this.#lock.tryAcquire())) {
      throw new MailError("QUEUE_IN_USE", `another process works on the queue ${folder.path}`);
    }
    await folder.clean();
    const ids = await folder.list();
    for (let at = 0; at < ids.length; at += loadedAtOnce) {
      await Promise.all(ids.slice(at, at + loadedAtOnce).map((id) => this.#load(id)));
    }
    this.#aborter = new AbortController();
    this.#running = true;
    this.#wake();
    this.#requests.start();
  }

  /** Stops. What is being delivered may finish; with the signal it is broken off, and tried again after the next start. */
  async stopService({ signal }: StopOptions = {}): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#requests.stop();
    const abort = (): void => {
      this.#aborter.abort();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    await Promise.all(this.#active);
    signal?.removeEventListener("abort", abort);
    this.#backlog.clear();
    await this.#lock.release();
  }

  async enqueue(mail: OutgoingMail): Promise<string> {
    const { folder } = this;
    const { sender, envelopeId, ret, smtpUTF8, recipients, fields, content, dropped, evenIfFull = false } = mail;
    const release = this.#backlog.reserve(content.size, evenIfFull);
    try {
      await folder.make();
      const id = folder.nextId();
      const size = await folder.writeMessage(id, outgoingPieces(fields, content, dropped));
      const now = this.#options.clock.wallTime();
      const entry: QueueEntry = {
        id,
        sender,
        receivedAt: now,
        size,
        attempts: 0,
        nextAttemptAt: now,
        ...(envelopeId === undefined ? {} : { envelopeId }),
        ...(ret === undefined ? {} : { ret }),
        ...(smtpUTF8 === undefined ? {} : { smtpUTF8 }),
        recipients,
      };
      await folder.writeEntry(entry);
      this.#backlog.add(new QueueItem(id, size, now));
      log.info("a message was queued", { id, sender, recipients: recipients.length, size });
      this.#wake();
      return id;
    } finally {
      release();
    }
  }

  /** Tries all at once, and asks dead destinations again. */
  flush(): void {
    this.#dead.clear();
    this.#backlog.hurry(this.#options.clock.wallTime());
    this.#wake();
  }

  /** Takes an entry out of the queue, without a word to its sender. @returns whether it was there. */
  async remove(id: string): Promise<boolean> {
    if (!this.#backlog.remove(id)) return false;
    await this.folder.remove(id);
    log.info("a message was removed from the queue", { id });
    return true;
  }

  async #load(id: string): Promise<void> {
    try {
      const entry = await this.folder.readEntry(id);
      if (entry !== undefined) this.#backlog.add(new QueueItem(id, entry.size, entry.nextAttemptAt));
    } catch (error) {
      await this.#setAside(id, error);
    }
  }

  /** Begins what is due, and sets the alarm for what comes next. */
  #wake(): void {
    if (!this.#running) return;
    const now = this.#options.clock.wallTime();
    while (this.#active.size < this.#options.limits.maxActive) {
      const item = this.#backlog.takeDue(now);
      if (item === undefined) break;
      const work = this.#work(item).finally(() => {
        this.#active.delete(work);
        this.#wake();
      });
      this.#active.add(work);
    }
    this.#timer?.cancel();
    const { nextDueAt } = this.#backlog;
    if (nextDueAt === undefined || this.#active.size >= this.#options.limits.maxActive) return;
    const delayMs = Math.min(Math.max(nextDueAt - now, 0), longestSleepMs);
    this.#timer = this.#options.clock.callLater(delayMs, () => {
      this.#wake();
    });
  }

  /** One attempt for one entry. Never fails. */
  async #work(item: QueueItem): Promise<void> {
    try {
      if (item.unsaved === undefined && !(await this.#try(item))) return;
      await this.#save(item);
    } catch (error) {
      if (error instanceof MailError && error.code === "BAD_ENTRY") {
        this.#backlog.remove(item.id);
        await this.#setAside(item.id, error);
        return;
      }
      log.error("the queue could not be worked on", { id: item.id, error });
      this.#backlog.putBack(item, this.#options.clock.wallTime() + troubleMs);
    }
  }

  /** @returns whether there is something to be saved. */
  async #try(item: QueueItem): Promise<boolean> {
    const { clock, schedule, random } = this.#options;
    const { signal } = this.#aborter;
    const entry = await this.folder.readEntry(item.id);
    if (entry === undefined) {
      this.#backlog.remove(item.id);
      return false;
    }
    const means = { router: this.#router, limits: this.#routeLimits, dead: this.#dead, signal };
    const outcomes = await attempt(entry, this.folder.message(item.id), means);
    const settled = signal.aborted ? outcomes.filter(({ kind }) => kind !== "deferred") : outcomes;
    // Broken off, and nothing came of it: as if it hadn't been tried.
    if (settled.length === 0) return false;
    const settlement = settle(entry, outcomes, { schedule, wallTime: clock.wallTime(), random: random() });
    log.info("a message was tried", {
      id: item.id,
      outcomes: outcomes.map(({ kind, status }) => `${kind} ${status.status}`),
    });
    item.unsaved = { entry, settlement, reported: 0 };
    return true;
  }

  /** First the reports, then the entry: a sender may be told twice, and never not at all. */
  async #save(item: QueueItem): Promise<void> {
    const { unsaved } = item;
    if (unsaved === undefined) return;
    const { entry, settlement } = unsaved;
    const { next, reports } = settlement;
    for (let reported = unsaved.reported; reported < reports.length && !item.removed; reported++) {
      const report = reports[reported];
      if (report !== undefined) await this.#report(entry, report);
      item.unsaved = { entry, settlement, reported: reported + 1 };
    }
    if (next === undefined || item.removed) {
      await this.folder.remove(item.id);
      this.#backlog.remove(item.id);
    } else {
      await this.folder.writeEntry(next);
      item.unsaved = undefined;
      this.#backlog.putBack(item, next.nextAttemptAt);
    }
  }

  async #report(entry: QueueEntry, report: ReturnType<typeof settle>["reports"][number]): Promise<void> {
    const { reports, maxHeaderBytes, schedule } = this.#options;
    const content = await this.folder.content(entry.id, maxHeaderBytes);
    const retryUntil = report.action === "delayed" ? { retryUntil: entry.receivedAt + schedule.giveUpAfterMs } : {};
    await this.enqueue(await reports.write({ ...report, origin: entry, content, ...retryUntil }));
  }

  async #setAside(id: string, error: unknown): Promise<void> {
    log.error("an entry of the queue can't be used, and is set aside", { id, error });
    await this.folder.setAside(id).catch((failure: unknown) => {
      log.error("an entry of the queue can't be set aside", { id, error: failure });
    });
  }
}
