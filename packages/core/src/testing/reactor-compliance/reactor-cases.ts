/** Time, names, and the reactor's own life. */

import { AsyncLocalStorage } from "node:async_hooks";
import { deepEqual, equal, ok, throws } from "node:assert/strict";

import { AlreadyCalledError } from "../../deferred/deferred-errors.js";
import { logPublisher } from "../../logging/log-publisher.js";
import { DNSLookupError } from "../../transport/connection-errors.js";
import { failure, pass, settled, until, type CaseBody } from "./compliance-world.js";

export const timeCases: Record<string, CaseBody> = {
  "runs calls in the order of their due times, none too early": async (world) => {
    const { client } = world;
    const seen: string[] = [];
    const begin = client.now();
    let late = 0;
    client.callLater(20, () => seen.push("third"));
    client.callLater(5, () => seen.push("first"));
    client.callLater(10, () => {
      late = client.now() - begin;
      seen.push("second");
    });
    await until(world, "all calls", () => seen.length === 3);
    deepEqual(seen, ["first", "second", "third"]);
    ok(late >= 9, `a call of 10 ms came after ${String(late)} ms`);
  },

  "runs calls of one delay in the order in which they were set": async (world) => {
    const seen: number[] = [];
    for (let number = 0; number < 50; number += 1) world.client.callLater(3, () => seen.push(number));
    await until(world, "all calls", () => seen.length === 50);
    deepEqual(seen, [...Array(50).keys()]);
  },

  "does not run a call that was cancelled, and runs one that was reset at its new time": async (world) => {
    const { client } = world;
    const seen: string[] = [];
    const cancelled = client.callLater(1, () => seen.push("cancelled"));
    const reset = client.callLater(1, () => seen.push("reset"));
    client.callLater(10, () => seen.push("between"));
    cancelled.cancel();
    cancelled.cancel();
    reset.reset(20);
    deepEqual([cancelled.active, reset.active], [false, true]);
    await until(world, "both calls", () => seen.length === 2);
    deepEqual(seen, ["between", "reset"]);
    equal(reset.active, false);
    throws(() => {
      reset.reset(1);
    }, AlreadyCalledError);
    throws(() => client.callLater(-1, () => undefined), RangeError);
  },

  "logs what a call throws, and runs the others": async (world) => {
    const thrown = new Error("thrown by a call");
    const errors: unknown[] = [];
    const stopListening = logPublisher.addObserver((event) => errors.push(event.error));
    let ran = false;
    world.client.callLater(1, () => {
      throw thrown;
    });
    world.client.callLater(1, () => {
      ran = true;
    });
    await until(world, "the other call", () => ran);
    stopListening();
    deepEqual(errors, [thrown]);
  },

  "keeps the context in which a call was set": async (world) => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    storage.run("request 1", () => world.client.callLater(1, () => seen.push(storage.getStore())));
    await until(world, "the call", () => seen.length === 1);
    deepEqual(seen, ["request 1"]);
  },

  "has a clock that never goes back, and a wall clock beside it": async (world) => {
    const { client } = world;
    const before = [client.now(), client.wallTime()] as const;
    await pass(world, 5);
    ok(client.now() > before[0]);
    ok(client.wallTime() >= before[1]);
    ok(client.wallTime() > 900_000_000_000);
  },
};

export const nameCases: Record<string, CaseBody> = {
  "resolves a name, and only to the family asked for": async (world) => {
    const all = await settled(world, world.client.resolve(world.name));
    ok(all.some(({ host }) => host === world.address));
    const family = world.address.includes(":") ? 6 : 4;
    const some = await settled(world, world.client.resolve(world.name, { family }));
    ok(some.length > 0 && some.every((address) => address.family === family));
  },

  "takes a literal address for itself": async (world) => {
    deepEqual(await settled(world, world.client.resolve("192.0.2.7")), [{ host: "192.0.2.7", family: 4 }]);
    deepEqual(await settled(world, world.client.resolve("2001:db8::7")), [{ host: "2001:db8::7", family: 6 }]);
    ok((await failure(world, world.client.resolve("192.0.2.7", { family: 6 }))) instanceof DNSLookupError);
  },

  "fails on a name that cannot be": async (world) => {
    ok((await failure(world, world.client.resolve(""))) instanceof DNSLookupError);
  },
};

export const lifeCases: Record<string, CaseBody> = {
  "runs its shutdown triggers phase by phase, each waiting for the one before, and once": async (world) => {
    const { client } = world;
    const seen: string[] = [];
    const trigger = (name: string) => async (): Promise<void> => {
      await Promise.resolve();
      seen.push(name);
    };
    client.callWhenRunning(() => seen.push("running"));
    client.addSystemEventTrigger("after", "shutdown", trigger("after"));
    client.addSystemEventTrigger("during", "shutdown", trigger("during"));
    client.addSystemEventTrigger("before", "shutdown", trigger("before"));
    client.addSystemEventTrigger("before", "shutdown", trigger("taken back"))();
    equal(client.running, true);
    const first = client.stop();
    await settled(world, client.stop());
    await settled(world, first);
    deepEqual(seen, ["running", "before", "during", "after"]);
    equal(client.running, false);
  },
};
