import { nextTick } from "node:process";

import { afterEach, beforeEach } from "@jest/globals";

import { setUnhandledErrorReporter, type UnhandledErrorReporter } from "../../src/deferred/unhandled-errors.js";

/** For the tests of a file: collects what is reported as unhandled, instead of what would otherwise happen. */
export function collectUnhandled(): unknown[] {
  const reported: unknown[] = [];
  let previous: UnhandledErrorReporter;
  beforeEach(() => {
    reported.length = 0;
    previous = setUnhandledErrorReporter((error) => {
      reported.push(error);
    });
  });
  afterEach(async () => {
    await drained();
    setUnhandledErrorReporter(previous);
  });
  return reported;
}

/** Resolves when the microtasks and ticks of now have all run, and with them any report. */
export async function drained(): Promise<void> {
  // A report is a tick that is queued from a microtask: this one is queued behind it, and then behind those that it led to.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      queueMicrotask(() => {
        nextTick(resolve);
      });
    });
  }
}
