import { describe, expect, it } from "@jest/globals";
import { MultiService } from "../../src/application/multi-service.js";
import type { Service } from "../../src/application/service.js";
import { Deferred } from "../../src/deferred/deferred.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";

class Recorded implements Service {
  readonly events: string[];
  readonly name: string;
  readonly trouble: { start?: Error; stop?: Error };

  constructor(events: string[], name: string, trouble: { start?: Error; stop?: Error } = {}) {
    this.events = events;
    this.name = name;
    this.trouble = trouble;
  }

  startService(): Promise<void> {
    this.events.push(`start ${this.name}`);
    return this.trouble.start === undefined ? Promise.resolve() : Promise.reject(this.trouble.start);
  }

  stopService(): Promise<void> {
    this.events.push(`stop ${this.name}`);
    return this.trouble.stop === undefined ? Promise.resolve() : Promise.reject(this.trouble.stop);
  }
}

function logged(): { events: LogEvent[]; stop: () => void } {
  const events: LogEvent[] = [];
  return { events, stop: logPublisher.addObserver((event) => events.push(event)) };
}

describe("MultiService", () => {
  it("starts in order and stops in reverse", async () => {
    const events: string[] = [];
    const service = new MultiService().add(new Recorded(events, "a")).add(new Recorded(events, "b"));
    await service.startService();
    await service.stopService();
    expect(events).toEqual(["start a", "start b", "stop b", "stop a"]);
  });

  it("waits for each service before it starts the next", async () => {
    const gate = new Deferred<void>();
    const events: string[] = [];
    const slow: Service = { startService: () => gate, stopService: () => undefined };
    const service = new MultiService().add(slow).add(new Recorded(events, "b"));
    const started = service.startService();
    await Promise.resolve();
    expect(events).toEqual([]);
    gate.callback(undefined);
    await started;
    expect(events).toEqual(["start b"]);
  });

  it("stops those that have started when one does not start", async () => {
    const events: string[] = [];
    const service = new MultiService()
      .add(new Recorded(events, "a"))
      .add(new Recorded(events, "b"))
      .add(new Recorded(events, "c", { start: new Error("in use") }))
      .add(new Recorded(events, "d"));
    await expect(service.startService()).rejects.toThrow("in use");
    expect(events).toEqual(["start a", "start b", "start c", "stop b", "stop a"]);
    expect(service.running).toBe(false);
  });

  it("stops the others, and logs it, when one does not stop cleanly", async () => {
    const log = logged();
    const events: string[] = [];
    const service = new MultiService()
      .add(new Recorded(events, "a"))
      .add(new Recorded(events, "b", { stop: new Error("stuck") }));
    await service.startService();
    await service.stopService();
    log.stop();
    expect(events).toEqual(["start a", "start b", "stop b", "stop a"]);
    expect(log.events).toMatchObject([{ level: "error", message: 'The service "b" did not stop cleanly' }]);
  });

  it("stops what is starting when it is stopped meanwhile, and starts nothing more", async () => {
    const gate = new Deferred<void>();
    const events: string[] = [];
    const slow: Service = { startService: () => gate, stopService: () => events.push("stop slow") };
    const service = new MultiService().add(slow).add(new Recorded(events, "b"));
    const started = service.startService();
    const stopped = service.stopService();
    gate.callback(undefined);
    await Promise.all([started, stopped]);
    expect(events).toEqual(["stop slow"]);
  });

  it("adds and removes services while it runs", async () => {
    const events: string[] = [];
    const service = new MultiService().add(new Recorded(events, "a"));
    await service.startService();
    const late = new Recorded(events, "late");
    expect(() => service.add(late)).toThrow(TypeError);
    await service.addAndStart(late);
    await service.remove(late);
    expect(events).toEqual(["start a", "start late", "stop late"]);
    expect(service.services).toHaveLength(1);
  });
});
