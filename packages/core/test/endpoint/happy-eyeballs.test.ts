import { describe, expect, it } from "@jest/globals";
import { Deferred } from "../../src/deferred/deferred.js";
import { happyEyeballs, interleaveFamilies, maxConnectionAttempts } from "../../src/endpoint/happy-eyeballs.js";
import { Clock } from "../../src/reactor/clock.js";
import type { ResolvedAddress } from "../../src/reactor/reactor.js";
import { ConnectError, ConnectionRefusedError } from "../../src/transport/connection-errors.js";

const v6 = (last: number): ResolvedAddress => ({ host: `2001:db8::${String(last)}`, family: 6 });
const v4 = (last: number): ResolvedAddress => ({ host: `192.0.2.${String(last)}`, family: 4 });

class Race {
  readonly clock = new Clock();
  readonly attempts = new Map<string, Deferred<string>>();
  readonly givenUp: string[] = [];
  readonly winner: Deferred<string>;

  constructor(addresses: readonly ResolvedAddress[]) {
    this.winner = happyEyeballs({
      name: "example.org",
      addresses,
      clock: this.clock,
      attempt: ({ host }) => {
        const attempt = new Deferred<string>(() => this.givenUp.push(host));
        this.attempts.set(host, attempt);
        return attempt;
      },
    });
  }

  refuse(host: string): void {
    this.attempts.get(host)?.errback(new ConnectionRefusedError(`${host} refused.`));
  }
}

describe("interleaveFamilies", () => {
  it("lets the families take turns, beginning with the first address's", () => {
    expect(interleaveFamilies([v6(1), v6(2), v6(3), v4(1)])).toEqual([v6(1), v4(1), v6(2), v6(3)]);
    expect(interleaveFamilies([v4(1), v6(1), v6(2)])).toEqual([v4(1), v6(1), v6(2)]);
    expect(interleaveFamilies([])).toEqual([]);
  });
});

describe("happyEyeballs", () => {
  it("begins the next attempt after a quarter of a second", () => {
    const race = new Race([v6(1), v4(1), v6(2)]);
    race.clock.advance(249);
    expect([...race.attempts.keys()]).toEqual([v6(1).host]);
    race.clock.advance(1);
    expect([...race.attempts.keys()]).toEqual([v6(1).host, v4(1).host]);
    race.clock.advance(250);
    expect(race.attempts.size).toBe(3);
  });

  it("begins the next attempt as soon as one fails", () => {
    const race = new Race([v6(1), v4(1)]);
    race.refuse(v6(1).host);
    expect([...race.attempts.keys()]).toEqual([v6(1).host, v4(1).host]);
  });

  it("gives the first connection and cancels the other attempts and the timer", async () => {
    const race = new Race([v6(1), v4(1), v6(2)]);
    race.clock.advance(250);
    race.attempts.get(v4(1).host)?.callback("connected");
    expect(await race.winner).toBe("connected");
    expect(race.givenUp).toEqual([v6(1).host]);
    expect(race.clock.calls).toHaveLength(0);
  });

  it("fails with the one error where there is one address", async () => {
    const race = new Race([v4(1)]);
    race.refuse(v4(1).host);
    await expect(race.winner).rejects.toBeInstanceOf(ConnectionRefusedError);
  });

  it("names every failure where all addresses failed", async () => {
    const race = new Race([v6(1), v4(1)]);
    race.refuse(v6(1).host);
    race.refuse(v4(1).host);
    await expect(race.winner).rejects.toThrow(/example\.org.*2001:db8::1 refused\. 192\.0\.2\.1 refused\./);
    await expect(race.winner).rejects.toBeInstanceOf(ConnectError);
  });

  it("fails where there is no address", async () => {
    await expect(new Race([]).winner).rejects.toThrow('"example.org" has no address');
  });

  it("gives up every attempt when it is cancelled", async () => {
    const race = new Race([v6(1), v4(1)]);
    race.clock.advance(250);
    race.winner.cancel();
    expect(race.givenUp).toEqual([v6(1).host, v4(1).host]);
    expect(race.clock.calls).toHaveLength(0);
    await expect(race.winner).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("tries no more addresses than its limit", () => {
    const race = new Race(Array.from({ length: maxConnectionAttempts + 5 }, (_, index) => v4(index)));
    race.clock.advance(60_000);
    for (let second = 0; second < 60; second += 1) race.clock.advance(1000);
    expect(race.attempts.size).toBe(maxConnectionAttempts);
  });
});
