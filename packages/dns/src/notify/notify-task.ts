import { type Deferred, type DeferredSemaphore, type DelayedCall, type Logger, type ReactorTime } from "@twist/core";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import type { StreamingUpstream } from "../exchange/upstream.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { Zone } from "../zone/zone.js";
import type { NotifyLimits } from "./notify-limits.js";
import { notifyZone } from "./notify-zone.js";

/** Who is told, and how. */
export interface NotifyTarget {
  readonly upstream: StreamingUpstream;
  readonly key: TSIGKey | undefined;
}

/** What all tasks of a notifier share. */
export interface NotifyTaskContext {
  readonly log: Logger;
  readonly limits: NotifyLimits;
  readonly clock: ReactorTime;
  readonly turns: DeferredSemaphore;
  /** Told when the server knows, or when it is given up. */
  readonly done: () => void;
}

/** Tells one server of one zone, until it answers or there have been enough attempts. A change meanwhile begins anew. */
export class NotifyTask {
  readonly #target: NotifyTarget;
  readonly #context: NotifyTaskContext;
  #zone: Zone;
  #call: DelayedCall;
  #sending: Deferred<void> | undefined;
  #attempts = 0;
  #isOver = false;

  constructor(zone: Zone, target: NotifyTarget, context: NotifyTaskContext) {
    this.#zone = zone;
    this.#target = target;
    this.#context = context;
    this.#call = this.#after(context.limits.delayMs);
  }

  /** There is another version. What waits for its turn tells of that one. */
  changed(zone: Zone): void {
    this.#zone = zone;
    this.#attempts = 0;
    if (this.#sending !== undefined) return;
    this.#call.cancel();
    this.#call = this.#after(this.#context.limits.delayMs);
  }

  cancel(): void {
    this.#isOver = true;
    this.#call.cancel();
    this.#sending?.cancel();
  }

  #after(delayMs: number): DelayedCall {
    return this.#context.clock.callLater(delayMs, () => {
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const zone = this.#zone;
    this.#attempts += 1;
    const failure = await this.#tell(zone);
    this.#sending = undefined;
    if (this.#isOver) return;
    const { limits, log, done } = this.#context;
    if (this.#zone !== zone) {
      this.#call = this.#after(limits.delayMs);
    } else if (failure === undefined) {
      done();
    } else if (failure instanceof DNSExchangeError && this.#attempts < limits.maxAttempts) {
      this.#call = this.#after(limits.retryMs * 2 ** (this.#attempts - 1));
    } else {
      log.warn("A server can't be notified", { ...this.#fields(zone), error: failure });
      done();
    }
  }

  /** @returns why it didn't work; undefined where it did. */
  async #tell(zone: Zone): Promise<unknown> {
    const { turns, log } = this.#context;
    const { upstream: server, key } = this.#target;
    try {
      this.#sending = turns.run(() => notifyZone(zone.origin, { server, key, soa: zone.soa }));
      await this.#sending;
      log.info("A server was notified", this.#fields(zone));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #fields(zone: Zone): { zone: string; serial: number; server: string } {
    return { zone: zone.origin.toString(), serial: zone.serial, server: this.#target.upstream.name };
  }
}
