import { describe, expect, it } from "@jest/globals";
import { ChangeQueue, maxWaitingChanges } from "../../src/filesystem/change-queue.js";

describe("ChangeQueue", () => {
  it("gives what was pushed, in order, and waits for more", async () => {
    const queue = new ChangeQueue<number>();
    queue.push(1);
    queue.push(2);
    expect([await queue.take(), await queue.take()]).toEqual([1, 2]);
    const third = queue.take();
    queue.push(3);
    expect(await third).toBe(3);
  });

  it("drops what comes when it is full", async () => {
    const queue = new ChangeQueue<number>();
    for (let i = 0; i < maxWaitingChanges + 10; i++) queue.push(i);
    for (let i = 0; i < maxWaitingChanges; i++) expect(await queue.take()).toBe(i);
    const next = queue.take();
    queue.push(-1);
    expect(await next).toBe(-1);
  });

  it("ends for good when it is closed, with the error of the first time", async () => {
    const queue = new ChangeQueue<number>();
    const waiting = queue.take();
    queue.close();
    queue.close(new Error("too late"));
    expect(await waiting).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
    const failed = new ChangeQueue<number>();
    const reason = new Error("broken");
    failed.push(1);
    failed.close(reason);
    await expect(failed.take()).rejects.toBe(reason);
  });
});
