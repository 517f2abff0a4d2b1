import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { defaultQueueLimits } from "../src/queue/queue-limits.js";
import { defaultRetrySchedule } from "../src/queue/retry-schedule.js";

it("has the limits of the queue in the README as they are", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = new Map([...readme.matchAll(/^\| `([\w.]+)` +\| (\d+) +\|/gm)].map((row) => [row[1], Number(row[2])]));
  for (const [name, value] of Object.entries(defaultQueueLimits))
    expect([name, rows.get(`queueLimits.${name}`)]).toEqual([name, value]);
  expect(rows.get("schedule.giveUpAfterMs")).toBe(defaultRetrySchedule.giveUpAfterMs);
  expect(rows.get("schedule.warnAfterMs")).toBe(defaultRetrySchedule.warnAfterMs);
});
