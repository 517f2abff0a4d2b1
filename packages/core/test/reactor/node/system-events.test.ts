import { describe, expect, it, jest } from "@jest/globals";
import { Deferred } from "../../../src/deferred/deferred.js";
import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { SystemEvents } from "../../../src/reactor/node/system-events.js";

describe("SystemEvents", () => {
  it("runs from the start: what waits for that happens at once", () => {
    const events = new SystemEvents();
    const seen: string[] = [];
    events.callWhenRunning(() => seen.push("running"));
    events.addSystemEventTrigger("after", "startup", () => seen.push("startup"));
    expect(events.running).toBe(true);
    expect(seen).toEqual(["running", "startup"]);
  });

  it("runs the shutdown triggers phase by phase, and waits for each phase", async () => {
    const events = new SystemEvents();
    const seen: string[] = [];
    const slow = new Deferred<void>();
    events.addSystemEventTrigger("after", "shutdown", () => seen.push("after"));
    events.addSystemEventTrigger("during", "shutdown", () => seen.push("during"));
    events.addSystemEventTrigger("before", "shutdown", () => {
      seen.push("before");
      return slow;
    });
    const takeBack = events.addSystemEventTrigger("during", "shutdown", () => seen.push("taken back"));
    takeBack();
    const stopped = events.stop();
    expect(events.running).toBe(false);
    await new Promise(setImmediate);
    expect(seen).toEqual(["before"]);
    slow.callback(undefined);
    await stopped;
    await events.stop();
    expect(seen).toEqual(["before", "during", "after"]);
    events.callWhenRunning(() => seen.push("never"));
    expect(seen).not.toContain("never");
  });

  it("logs a trigger that fails, and goes on", async () => {
    const logged: LogEvent[] = [];
    const forget = logPublisher.addObserver((event) => logged.push(event));
    const events = new SystemEvents();
    const after = jest.fn();
    const error = new Error("a bug");
    events.addSystemEventTrigger("before", "shutdown", () => {
      throw error;
    });
    events.addSystemEventTrigger("before", "shutdown", after);
    await events.stop();
    forget();
    expect(after).toHaveBeenCalledTimes(1);
    expect(logged[0]?.error).toBe(error);
  });

  it("tells of signals until the handler is taken back", async () => {
    const events = new SystemEvents();
    const handler = jest.fn();
    const before = process.listenerCount("SIGWINCH");
    const takeBack = events.onSignal("SIGWINCH", handler);
    process.emit("SIGWINCH");
    expect(handler).toHaveBeenCalledTimes(1);
    takeBack();
    expect(process.listenerCount("SIGWINCH")).toBe(before);
  });
});
