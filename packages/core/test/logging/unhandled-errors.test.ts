import { afterEach, describe, expect, it } from "@jest/globals";
import { setUnhandledErrorReporter } from "../../src/deferred/unhandled-errors.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { logUnhandledError } from "../../src/logging/unhandled-errors.js";

const removers: (() => void)[] = [];

afterEach(() => {
  for (const remove of removers.splice(0)) remove();
  setUnhandledErrorReporter();
});

function observed(): LogEvent[] {
  const events: LogEvent[] = [];
  removers.push(logPublisher.addObserver((event) => events.push(event)));
  return events;
}

describe("logUnhandledError", () => {
  it("logs each error once, however often it is reported", () => {
    const events = observed();
    const error = new Error("lost");
    logUnhandledError(error);
    logUnhandledError(error);
    logUnhandledError("text");
    expect(events.map((event) => event.error)).toEqual([error, "text"]);
  });
});
