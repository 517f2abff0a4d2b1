import type { ReactorCore } from "@twist/core";
import type { Service } from "@twist/core/application";
import type { SecondaryNotifier } from "../notify/secondary-notifier.js";
import type { SecondaryZones } from "../secondary/secondary-zones.js";
import type { ZoneFiles } from "../zone-files/zone-files.js";
import type { SignatureRenewal } from "./signature-renewal.js";
import type { UpdatableZones } from "./updatable-zones.js";

/** What a `ZoneService` looks after. */
export interface ZoneServiceParts {
  readonly secondaries: SecondaryZones;
  readonly notifier: SecondaryNotifier;
  readonly zoneFiles: ZoneFiles;
  readonly updatable: UpdatableZones | undefined;
  readonly renewal: SignatureRenewal;
  readonly reactor: ReactorCore;
}

/** Keeps zones up to date while they are served: secondaries, NOTIFY, signatures, and files that are read again upon SIGHUP. */
export class ZoneService implements Service {
  readonly name = "dns-zones";
  readonly #parts: ZoneServiceParts;
  #release: (() => void) | undefined;

  constructor(parts: ZoneServiceParts) {
    this.#parts = parts;
  }

  async startService(): Promise<void> {
    const { secondaries, notifier, zoneFiles, renewal, reactor } = this.#parts;
    this.#release = reactor.onSignal("SIGHUP", () => {
      void zoneFiles.reload();
    });
    await secondaries.startService();
    notifier.startService();
    renewal.start();
  }

  async stopService(): Promise<void> {
    const { secondaries, notifier, updatable, renewal } = this.#parts;
    this.#release?.();
    renewal.stop();
    notifier.stopService();
    await secondaries.stopService();
    await updatable?.close();
  }
}
