import { Logger, LoopingCall, type ReactorTime } from "@twist/core";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { ZoneUpdater } from "../update/zone-updater.js";
import type { Name } from "../wire/name.js";
import type { ZoneSigning } from "./zone-signing.js";

const log = new Logger("twist.dns.sign");
/** Signatures are made anew five days before they end: an hour earlier or later doesn't matter. */
const intervalMs = 3_600_000;

/** What a `SignatureRenewal` works on. */
export interface SignatureRenewalParts {
  readonly signing: ZoneSigning;
  readonly updater: ZoneUpdater;
  readonly publisher: ZonePublisher;
  readonly clock: ReactorTime;
}

/** Looks each hour, and when it starts, for signatures that end soon, and has them made anew: some at a time, in turn with updates. */
export class SignatureRenewal {
  readonly #parts: SignatureRenewalParts;
  readonly #loop: LoopingCall;

  constructor(parts: SignatureRenewalParts) {
    this.#parts = parts;
    this.#loop = new LoopingCall(parts.clock, () => this.#renewAll());
  }

  start(): void {
    this.#loop.start(intervalMs);
  }

  stop(): void {
    if (this.#loop.running) this.#loop.stop();
  }

  async #renewAll(): Promise<void> {
    const { signing, publisher } = this.#parts;
    for (const { origin } of [...publisher.zones]) {
      if (!signing.signs(origin)) continue;
      try {
        await this.#renew(origin);
      } catch (error) {
        log.error("The signatures of a zone can't be made anew", { zone: origin.toString(), error });
      }
    }
  }

  async #renew(origin: Name): Promise<void> {
    const { signing, updater } = this.#parts;
    let parts = 0;
    while (this.#loop.running && (await updater.change(origin, (zone) => signing.renewal(zone)))) parts += 1;
    if (parts > 0) log.info("Signatures were made anew", { zone: origin.toString() });
  }
}
