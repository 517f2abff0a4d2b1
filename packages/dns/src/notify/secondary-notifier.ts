import { DeferredSemaphore, Logger, reactor as nodeReactor } from "@twist/core";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { nameKeys } from "../transfer/name-keys.js";
import { makeTransferUpstream, type TransferServer } from "../exchange/make-upstream.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { Name } from "../wire/name.js";
import type { Zone } from "../zone/zone.js";
import { type NotifyLimits, notifyLimits } from "./notify-limits.js";
import { NotifyTask, type NotifyTaskContext } from "./notify-task.js";

const log = new Logger("twist.dns.notify");

/** A server that is told when zones change. */
export interface NotifiedServer extends TransferServer {
  /** Signs what it is told. @default none */
  readonly key?: TSIGKey | undefined;
  /** The origins of the zones that it is told of. @default all */
  readonly zones?: Iterable<Name | string> | undefined;
}

/** What a `SecondaryNotifier` is made of. */
export interface SecondaryNotifierOptions {
  /** What is watched. */
  readonly publisher: ZonePublisher;
  /** Who is told. */
  readonly servers: readonly NotifiedServer[];
  /** Changes to the limits. @default DEFAULT_NOTIFY_LIMITS */
  readonly limits?: Partial<NotifyLimits> | undefined;
  /** @default the one of this process */
  readonly reactor?: ExchangeReactor | undefined;
}

/**
 * Tells secondaries of every new version of a zone (RFC 1996), the zones that are there when it starts among them. A service: start it
 * once the server listens, since they come back at once.
 */
export class SecondaryNotifier {
  readonly name = "dns-notify";
  readonly #publisher: ZonePublisher;
  readonly #makeTargets: () => readonly Target[];
  #targets: readonly Target[];
  readonly #limits: NotifyLimits;
  readonly #reactor: ExchangeReactor;
  readonly #turns: DeferredSemaphore;
  readonly #tasks = new Map<string, NotifyTask>();
  #unsubscribe: (() => void) | undefined;

  /** @throws {TypeError} @throws {RangeError} for an address or limit that is none. */
  constructor({ publisher, servers, limits, reactor = nodeReactor }: SecondaryNotifierOptions) {
    this.#publisher = publisher;
    this.#limits = notifyLimits(limits);
    this.#reactor = reactor;
    this.#makeTargets = () => servers.map((server) => new Target(server, reactor));
    this.#targets = this.#makeTargets();
    this.#turns = new DeferredSemaphore(this.#limits.maxConcurrent);
  }

  startService(): void {
    this.#unsubscribe ??= this.#publisher.subscribe((zone) => {
      this.#announce(zone);
    });
    for (const zone of this.#publisher.zones) this.#announce(zone);
  }

  /** What isn't told yet isn't told any more. */
  stopService(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const task of this.#tasks.values()) task.cancel();
    this.#tasks.clear();
    for (const { upstream } of this.#targets) upstream.close();
    this.#targets = this.#makeTargets();
  }

  #announce(zone: Zone): void {
    for (const [i, target] of this.#targets.entries()) {
      if (!target.wants(zone.origin)) continue;
      const key = `${String(i)} ${zone.origin.key}`;
      const known = this.#tasks.get(key);
      if (known !== undefined) {
        known.changed(zone);
        continue;
      }
      const task = new NotifyTask(zone, target, this.#contextOf(key));
      this.#tasks.set(key, task);
    }
  }

  #contextOf(key: string): NotifyTaskContext {
    return {
      log,
      limits: this.#limits,
      clock: this.#reactor,
      turns: this.#turns,
      done: () => {
        this.#tasks.delete(key);
      },
    };
  }
}

class Target {
  readonly upstream: ReturnType<typeof makeTransferUpstream>;
  readonly key: TSIGKey | undefined;
  readonly #zones: ReadonlySet<string> | undefined;

  constructor(server: NotifiedServer, reactor: ExchangeReactor) {
    this.upstream = makeTransferUpstream(server, reactor);
    this.key = server.key;
    if (server.zones !== undefined) this.#zones = nameKeys(server.zones);
  }

  wants(origin: Name): boolean {
    return this.#zones?.has(origin.key) !== false;
  }
}
