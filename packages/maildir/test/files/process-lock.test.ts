import { readdirSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { nodeDisk } from "../../src/files/disk.js";
import { thisProcess } from "../../src/files/process-identity.js";
import { ProcessLock } from "../../src/files/process-lock.js";
import { TemporaryFolder } from "../temporary-folder.js";

function setUp(folder: TemporaryFolder): { path: string; clock: Clock; make: () => ProcessLock } {
  const clock = new Clock({ startAt: 4e12 });
  const path = folder.file("lock");
  return { path, clock, make: () => new ProcessLock(nodeDisk, path, { clock, foreignStaleMs: 1000 }) };
}

describe("ProcessLock", () => {
  it("is held by one at a time", async () => {
    using folder = new TemporaryFolder();
    const { make } = setUp(folder);
    const first = make();
    const second = make();
    expect(await first.tryAcquire()).toBe(true);
    expect(await second.tryAcquire()).toBe(false);
    await second.release();
    expect(await second.tryAcquire()).toBe(false);
    await first.release();
    expect(await second.tryAcquire()).toBe(true);
    await second.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("waits for so long and not longer", async () => {
    using folder = new TemporaryFolder();
    const { make, clock } = setUp(folder);
    const first = make();
    await first.acquire(0);
    let outcome: unknown;
    const second = make();
    const waiting = second.acquire(1000).catch((error: unknown) => {
      outcome = error;
    });
    while (outcome === undefined) {
      clock.advance(10);
      await nodeDisk.readdir(folder.path);
    }
    await waiting;
    expect(outcome).toMatchObject({ code: "LOCK_TIMEOUT" });
  });

  it("is taken from a process that is gone", async () => {
    using folder = new TemporaryFolder();
    const { make, path } = setUp(folder);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    symlinkSync(`${String(pid)} 1 ${thisProcess().host} abc`, path);
    expect(await make().tryAcquire()).toBe(true);
    expect(readdirSync(folder.path)).toEqual(["lock"]);
  });

  it("is taken where the process's number is now another's", async () => {
    using folder = new TemporaryFolder();
    const { make, path } = setUp(folder);
    const { pid, started, host } = thisProcess();
    expect(started).toBeGreaterThan(0);
    symlinkSync(`${String(pid)} ${String(started + 1)} ${host} abc`, path);
    expect(await make().tryAcquire()).toBe(true);
  });

  it("of another host holds until it is old", async () => {
    using folder = new TemporaryFolder();
    const { make, path, clock } = setUp(folder);
    symlinkSync("1 1 elsewhere abc", path);
    await nodeDisk.touchLink(path, clock.wallTime());
    expect(await make().tryAcquire()).toBe(false);
    clock.advance(1001);
    expect(await make().tryAcquire()).toBe(true);
  });

  it("is taken also where a process was killed while it removed one that was left behind", async () => {
    using folder = new TemporaryFolder();
    const { make, path } = setUp(folder);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const gone = `${String(pid)} 1 ${thisProcess().host}`;
    symlinkSync(`${gone} abc`, path);
    const breaker = `${path}.${createHash("sha256").update(`${gone} abc`).digest("hex").slice(0, 12)}`;
    symlinkSync(`${gone} def`, breaker);
    const lock = make();
    expect(await lock.tryAcquire()).toBe(true);
    await lock.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("is given to one of many that find it left behind", async () => {
    using folder = new TemporaryFolder();
    const { make, path } = setUp(folder);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    for (let round = 0; round < 50; round += 1) {
      symlinkSync(`${String(pid)} 1 ${thisProcess().host} abc`, path);
      const locks = Array.from({ length: 8 }, make);
      const got = await Promise.all(locks.map((lock) => lock.tryAcquire()));
      expect(got.filter(Boolean)).toHaveLength(1);
      await Promise.all(locks.map((lock) => lock.release()));
      expect(readdirSync(folder.path)).toEqual([]);
    }
  });
});
