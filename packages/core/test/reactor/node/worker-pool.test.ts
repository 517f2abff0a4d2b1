import { afterAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CancelledError } from "../../../src/deferred/deferred-errors.js";
import { Clock } from "../../../src/reactor/clock.js";
import { WorkerLost } from "../../../src/reactor/node/worker-lost.js";
import { WorkerPool } from "../../../src/reactor/node/worker-pool.js";

const folder = mkdtempSync(join(tmpdir(), "twist-worker-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = join(folder, "work.mjs");
writeFileSync(
  file,
  `
  import { threadId } from "node:worker_threads";
  export default (a, b) => a + b;
  export const where = async () => threadId;
  export const fail = () => { throw new RangeError("out of range"); };
  export const unclonable = () => () => 1;
  export const size = (buffer) => buffer.byteLength;
  export const die = () => process.exit(3);
  export const forever = () => { for (;;); };
  export const notAFunction = 1;
  `,
);
const work = pathToFileURL(file);

describe("WorkerPool", () => {
  it("runs an export in another thread, and gives what it returns", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 1);
    expect(await pool.run(work, [2, 3], {})).toBe(5);
    expect(await pool.run<number>(work, [], { exportName: "where" })).toBeGreaterThan(0);
    expect(pool.threadCount).toBe(1);
    clock.advance(10_000);
    expect(pool.threadCount).toBe(0);
  });

  it("has no more threads than it may, and lets the rest wait", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 2);
    const all = Array.from({ length: 10 }, () => pool.run<number>(work, [], { exportName: "where" }));
    expect(pool.threadCount).toBe(2);
    expect(new Set(await Promise.all(all)).size).toBeLessThanOrEqual(2);
    clock.advance(10_000);
  });

  it("carries errors", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 1);
    await expect(pool.run(work, [], { exportName: "fail" })).rejects.toThrow("out of range");
    await expect(pool.run(work, [], { exportName: "unclonable" })).rejects.toThrow(/could not be cloned/);
    await expect(pool.run(work, [], { exportName: "notAFunction" })).rejects.toThrow(/exports no function/);
    await expect(pool.run(new URL("missing.mjs", work), [], {})).rejects.toThrow(/missing\.mjs/);
    await expect(pool.run(work, [() => 1], {})).rejects.toThrow(/could not be cloned/);
    expect(await pool.run(work, [1, 1], {})).toBe(2);
    clock.advance(10_000);
  });

  it("transfers buffers", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 1);
    const buffer = new ArrayBuffer(1000);
    const size = pool.run(work, [buffer], { exportName: "size", transfer: [buffer] });
    expect(buffer.byteLength).toBe(0);
    expect(await size).toBe(1000);
    clock.advance(10_000);
  });

  it("fails with WorkerLost where the thread dies, and starts another for the next", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 1);
    const lost = pool.run(work, [], { exportName: "die" });
    const next = pool.run(work, [1, 2], {});
    await expect(lost).rejects.toBeInstanceOf(WorkerLost);
    expect(await next).toBe(3);
    clock.advance(10_000);
  });

  it("stops a job that runs for ever when it is cancelled, and forgets one that waits", async () => {
    const clock = new Clock();
    const pool = new WorkerPool(clock, 1);
    const controller = new AbortController();
    const running = pool.run(work, [], { exportName: "forever", signal: controller.signal });
    const waiting = pool.run(work, [], { exportName: "forever" });
    const last = pool.run(work, [4, 4], {});
    waiting.cancel();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(await last).toBe(8);
    clock.advance(10_000);
  });
});
