import { Deferred } from "../deferred/deferred.js";
import { serviceStarted, serviceStopped } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { serviceName, type Service, type StopOptions } from "./service.js";

const log = new Logger("twist.core.application");

/**
 * Several services with one life (Twisted's MultiService): started in the order in which they were added, stopped in reverse, each
 * when the one before it is done. If one does not start, those that have are stopped again.
 */
export class MultiService implements Service {
  readonly name: string | undefined;
  readonly #services: Service[] = [];
  /** Those that have started, in order. */
  readonly #started: Service[] = [];
  #running = false;

  constructor(options: { readonly name?: string } = {}) {
    this.name = options.name;
  }

  /** The services, in order. */
  get services(): readonly Service[] {
    return this.#services;
  }

  /** True from the moment it begins to start until it begins to stop. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Adds `service` at the end. To chain: `new MultiService().add(a).add(b)`.
   * @throws {TypeError} where this is running; `addAndStart` is for that.
   */
  add(service: Service): this {
    if (this.#running) throw new TypeError("This MultiService is running. Use addAndStart(service) to add to it now.");
    this.#services.push(service);
    return this;
  }

  /** Adds `service` to a running MultiService and starts it. If it does not start it is not added. */
  addAndStart(service: Service): Deferred<void> {
    return Deferred.fromPromise(this.#addAndStart(service));
  }

  /** Takes `service` out, stopping it where it has started. */
  remove(service: Service, options?: StopOptions): Deferred<void> {
    return Deferred.fromPromise(this.#remove(service, options));
  }

  /** Starts all, in order. Fails with the first error, after those that had started were stopped again. */
  startService(): Deferred<void> {
    if (this.#running) throw new TypeError("This MultiService is running already.");
    this.#running = true;
    return Deferred.fromPromise(this.#startAll());
  }

  /** Stops all that have started, in reverse. An error is logged and keeps none of the others from stopping. */
  stopService(options?: StopOptions): Deferred<void> {
    this.#running = false;
    return Deferred.fromPromise(this.#stopAll(options));
  }

  async #startAll(): Promise<void> {
    for (const service of this.#services) {
      try {
        await this.#start(service);
      } catch (error) {
        this.#running = false;
        await this.#stopAll();
        throw error;
      }
      // Stopped meanwhile: what has just started stops too, and nothing more begins.
      if (!this.#running) {
        await this.#stopAll();
        return;
      }
    }
  }

  async #stopAll(options?: StopOptions): Promise<void> {
    for (let service = this.#started.pop(); service !== undefined; service = this.#started.pop()) {
      await stop(service, options);
    }
  }

  async #addAndStart(service: Service): Promise<void> {
    if (!this.#running) throw new TypeError("This MultiService is not running. Use add(service).");
    await this.#start(service);
    this.#services.push(service);
  }

  async #remove(service: Service, options?: StopOptions): Promise<void> {
    const index = this.#services.indexOf(service);
    if (index !== -1) this.#services.splice(index, 1);
    const started = this.#started.indexOf(service);
    if (started === -1) return;
    this.#started.splice(started, 1);
    await stop(service, options);
  }

  async #start(service: Service): Promise<void> {
    await service.startService();
    this.#started.push(service);
    serviceStarted(service);
  }
}

async function stop(service: Service, options: StopOptions | undefined): Promise<void> {
  try {
    await service.stopService(options);
  } catch (error) {
    log.error(`The service "${serviceName(service)}" did not stop cleanly`, { error });
  }
  serviceStopped(service);
}
