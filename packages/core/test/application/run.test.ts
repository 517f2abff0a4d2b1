import { afterEach, describe, expect, it } from "@jest/globals";
import { run } from "../../src/application/run.js";
import type { Service, StopOptions } from "../../src/application/service.js";
import { Deferred } from "../../src/deferred/deferred.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";

const { exitCode } = process;

afterEach(() => {
  process.exitCode = exitCode;
});

/** A service that stops when the test says so, or when it is cut short. */
class Patient implements Service {
  readonly events: string[] = [];
  readonly stopped = new Deferred<void>();

  startService(): void {
    this.events.push("start");
  }

  stopService({ signal }: StopOptions = {}): Deferred<void> {
    this.events.push("stop");
    signal?.addEventListener("abort", () => {
      this.events.push("cut");
      this.stopped.callback(undefined);
    });
    return this.stopped;
  }
}

/** Lets everything that is due in this turn happen. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe("run", () => {
  it("stops in good order on a signal", async () => {
    const reactor = new MemoryReactor();
    const service = new Patient();
    const ended = run(service, { reactor });
    await settled();
    expect(service.events).toEqual(["start"]);
    reactor.sendSignal("SIGTERM");
    await settled();
    service.stopped.callback(undefined);
    expect(await ended).toEqual({ exitCode: 0, uncaughtErrors: 0 });
    expect(service.events).toEqual(["start", "stop"]);
    expect(process.exitCode).toBe(0);
    expect(reactor.running).toBe(false);
    expect(reactor.sendSignal("SIGTERM")).toBe(false);
  });

  it("cuts short what is in flight on a second signal", async () => {
    const reactor = new MemoryReactor();
    const service = new Patient();
    const ended = run(service, { reactor });
    await settled();
    reactor.sendSignal("SIGINT");
    await settled();
    reactor.sendSignal("SIGINT");
    expect(await ended).toEqual({ exitCode: 1, uncaughtErrors: 0 });
    expect(service.events).toEqual(["start", "stop", "cut"]);
  });

  it("cuts short what is in flight when the grace period is over", async () => {
    const reactor = new MemoryReactor();
    const service = new Patient();
    const ended = run(service, { reactor, graceMs: 500 });
    await settled();
    reactor.sendSignal("SIGINT");
    await settled();
    reactor.advance(499);
    expect(service.events).toEqual(["start", "stop"]);
    reactor.advance(1);
    expect((await ended).exitCode).toBe(1);
  });

  it("stops when its signal aborts", async () => {
    const stop = new AbortController();
    const service = new Patient();
    service.stopped.callback(undefined);
    const ended = run(service, { reactor: new MemoryReactor(), signal: stop.signal });
    await settled();
    stop.abort();
    expect((await ended).exitCode).toBe(0);
  });

  it("fails with the service's own error where it does not start", async () => {
    const service: Service = {
      startService: () => Promise.reject(new Error("port in use")),
      stopService: () => undefined,
    };
    await expect(run(service, { reactor: new MemoryReactor() })).rejects.toThrow("port in use");
    expect(process.exitCode).toBe(1);
  });

  it("logs and counts an error that nobody caught, and goes on", async () => {
    const events: LogEvent[] = [];
    const stopLog = logPublisher.addObserver((event) => events.push(event));
    const reactor = new MemoryReactor();
    const service = new Patient();
    service.stopped.callback(undefined);
    const ended = run(service, { reactor });
    await settled();
    const error = new Error("nobody caught this");
    process.emit("uncaughtException", error);
    reactor.sendSignal("SIGINT");
    expect(await ended).toEqual({ exitCode: 0, uncaughtErrors: 1 });
    stopLog();
    expect(events).toMatchObject([{ level: "error", error }]);
  });
});
