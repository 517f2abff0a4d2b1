import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { LogPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { Logger } from "../../src/logging/logger.js";

afterEach(() => {
  jest.restoreAllMocks();
});

describe("Logger", () => {
  it("publishes under its namespace, with the error apart from the other fields", () => {
    const publisher = new LogPublisher();
    const events: LogEvent[] = [];
    publisher.addObserver((event) => events.push(event));
    const error = new Error("reset");
    new Logger("twist.test", publisher).warn("Lost", { peer: "::1", error });
    expect(events).toEqual([
      { level: "warn", namespace: "twist.test", message: "Lost", fields: { peer: "::1" }, error },
    ]);
  });

  it("costs an observer that was taken away nothing", () => {
    const publisher = new LogPublisher();
    const observer = jest.fn();
    publisher.addObserver(observer)();
    new Logger("twist.test", publisher).info("Hello");
    expect(observer).not.toHaveBeenCalled();
    expect(publisher.hasObservers).toBe(false);
  });

  it("hands an error that nobody observes to Node's warnings, and nothing else", () => {
    const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const log = new Logger("twist.test", new LogPublisher());
    log.warn("Slow");
    expect(warned).not.toHaveBeenCalled();
    log.error("Broken", { error: new Error("why") });
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]?.[0]).toBe("twist.test: Broken");
  });

  it("tells the other observers where one throws", () => {
    const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const publisher = new LogPublisher();
    const other = jest.fn();
    publisher.addObserver(() => {
      throw new Error("disk full");
    });
    publisher.addObserver(other);
    new Logger("twist.test", publisher).info("Hello");
    expect(other).toHaveBeenCalledTimes(1);
    expect(warned).toHaveBeenCalledTimes(1);
  });
});
