import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { logPublisher } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { SignatureRenewal } from "../../src/command/signature-renewal.js";
import { ZoneSigning } from "../../src/command/zone-signing.js";
import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { ZoneUpdater } from "../../src/update/zone-updater.js";
import { Name } from "../../src/wire/name.js";
import type { Zone } from "../../src/zone/zone.js";
import { version } from "../transfer/versions.js";

const hourMs = 3_600_000;
const origin = Name.fromText("example.");
const names = Array.from({ length: 150 }, (_, i) => `h${String(i)} A 192.0.2.1`).join("\n");

let clock: Clock;
let publisher: ZonePublisher;
let updater: ZoneUpdater;
let signing: ZoneSigning;
let renewal: SignatureRenewal;

beforeEach(() => {
  clock = new Clock();
  publisher = new ZonePublisher();
  updater = new ZoneUpdater({ publisher });
  signing = new ZoneSigning([SigningKey.generate(origin)], clock);
  renewal = new SignatureRenewal({ signing, updater, publisher, clock });
});

afterEach(() => {
  renewal.stop();
});

function add(zone: Zone, store?: { append(): Promise<void> }): void {
  updater.add({ origin: zone.origin, store: store as never, sign: signing.sign.bind(signing) });
  publisher.publish(signing.sign(zone, undefined));
}

/** Hours until the first signature ends. */
function hoursLeft(): number {
  const zone = publisher.zones.get(origin);
  const ends = zone?.nodes.flatMap(({ sets }) => sets.flatMap(({ signatures }) => signatures)) ?? [];
  return (Math.min(...ends.map(({ data }) => data.signatureExpiration)) - clock.wallTime() / 1000) / 3600;
}

describe("SignatureRenewal", () => {
  it("makes signatures anew five days before they end, an hour late at most", async () => {
    add(version(1, names));
    renewal.start();
    for (let hours = 0; hours < 40 * 24; hours += 6) {
      await clock.advanceAsync(6 * hourMs);
      expect(hoursLeft()).toBeGreaterThan(5 * 24 - 7);
    }
    expect(publisher.zones.get(origin)?.serial).toBeGreaterThan(5);
    expect(publisher.zones.get(origin)?.size).toBe(152);
  });

  it("leaves zones alone that it has no key for", async () => {
    updater.add({ origin });
    const other = version(1);
    publisher.publish(other);
    signing = new ZoneSigning([], clock);
    renewal = new SignatureRenewal({ signing, updater, publisher, clock });
    renewal.start();
    await clock.advanceAsync(20 * 24 * hourMs);
    expect(publisher.zones.get(origin)).toBe(other);
  });

  it("tries again an hour later where the new signatures can't be kept", async () => {
    const errors: string[] = [];
    const remove = logPublisher.addObserver(({ message }) => void errors.push(message));
    let isFull = true;
    add(version(1), { append: () => (isFull ? Promise.reject(new Error("no space")) : Promise.resolve()) });
    renewal.start();
    await clock.advanceAsync(12 * 24 * hourMs);
    remove();
    expect([publisher.zones.get(origin)?.serial, errors[0]]).toEqual([
      2,
      "The signatures of a zone can't be made anew",
    ]);
    isFull = false;
    await clock.advanceAsync(hourMs);
    expect(hoursLeft()).toBeGreaterThan(5 * 24);
  });

  it("has no timer once it is stopped", () => {
    renewal.start();
    renewal.stop();
    expect(clock.calls).toHaveLength(0);
  });
});
