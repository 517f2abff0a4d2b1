import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { attempt } from "../../src/queue/attempt.js";
import { DeadDestinations } from "../../src/queue/dead-destinations.js";
import type { QueueEntry } from "../../src/queue/queue-entry.js";
import { RouteLimits } from "../../src/queue/route-limits.js";
import type { Consignment, Outcome, Route } from "../../src/routes/route.js";

const message = { stream: () => (async function* () {})() };

function entryFor(...addresses: string[]): QueueEntry {
  const recipients = addresses.map((address) => ({ address }));
  return { id: "ABCDEFGH", sender: "", receivedAt: 0, size: 1, attempts: 0, nextAttemptAt: 0, recipients };
}

class RecordingRoute implements Route {
  readonly consignments: Consignment[] = [];
  readonly key: string;
  readonly #outcome: Omit<Outcome, "recipient">;

  constructor(key: string, outcome: Omit<Outcome, "recipient">) {
    this.key = key;
    this.#outcome = outcome;
  }

  deliver(consignment: Consignment): Promise<readonly Outcome[]> {
    this.consignments.push(consignment);
    return Promise.resolve(consignment.recipients.map((recipient) => ({ recipient, ...this.#outcome })));
  }
}

const down = { kind: "deferred", status: { status: "4.4.1", text: "no connection" }, unreachable: true } as const;

describe("an attempt", () => {
  const clock = new Clock();
  const means = (route: Route): Parameters<typeof attempt>[2] => ({
    router: () => route,
    limits: new RouteLimits(10, 1),
    dead: new DeadDestinations(clock, 60_000),
    signal: new AbortController().signal,
  });

  it("sends to a hundred recipients at a time", async () => {
    const route = new RecordingRoute("x", { kind: "relayed", status: down.status });
    const addresses = Array.from({ length: 250 }, (_, n) => `u${String(n)}@x.example`);
    expect(await attempt(entryFor(...addresses), message, means(route))).toHaveLength(250);
    expect(route.consignments.map(({ recipients }) => recipients.length)).toEqual([100, 100, 50]);
  });

  it("doesn't ask again, for a while, where no server could be reached", async () => {
    const route = new RecordingRoute("x", down);
    const shared = means(route);
    for (let n = 0; n < 5; n++) {
      expect(await attempt(entryFor("a@x.example"), message, shared)).toMatchObject([
        { kind: "deferred", status: down.status },
      ]);
    }
    expect(route.consignments).toHaveLength(1);
    clock.advance(60_001);
    await attempt(entryFor("a@x.example"), message, shared);
    expect(route.consignments).toHaveLength(2);
    shared.dead.clear();
    await attempt(entryFor("a@x.example"), message, shared);
    expect(route.consignments).toHaveLength(3);
  });

  it("asks again where a server was there and said later", async () => {
    const route = new RecordingRoute("x", { ...down, unreachable: false });
    const shared = means(route);
    for (let n = 0; n < 3; n++) await attempt(entryFor("a@x.example"), message, shared);
    expect(route.consignments).toHaveLength(3);
  });

  it("puts off what a broken route was to deliver", async () => {
    const route = { key: "x", deliver: () => Promise.reject(new Error("a bug")) };
    const outcomes = await attempt(entryFor("a@x.example", "b@x.example"), message, means(route));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["deferred", "deferred"]);
  });
});
