import { describe, expect, it } from "@jest/globals";
import { Deferred } from "@twist/core";
import { MemoryFileSystem } from "@twist/core/filesystem";
import { ZoneCopy } from "../../src/secondary/zone-copy.js";
import { Name } from "../../src/wire/name.js";
import { version } from "../transfer/versions.js";

const origin = Name.fromText("example.");
const path = "/example.copy";

/** A disk that takes its time, and may be full. */
class SlowFiles extends MemoryFileSystem {
  opened = 0;
  isFull = false;
  room: Deferred<void> | undefined;

  override async open(...[file, options]: Parameters<MemoryFileSystem["open"]>) {
    if (options?.write === true) {
      this.opened += 1;
      await this.room;
      if (this.isFull) throw new Error("no space");
    }
    return super.open(file, options);
  }
}

async function stored(files: MemoryFileSystem): Promise<readonly [number, number] | undefined> {
  const copy = await new ZoneCopy({ files, path }).load(origin);
  return copy && [copy.zone.serial, copy.checkedAtMs];
}

describe("ZoneCopy", () => {
  it("writes only the last of the versions that come while it writes, so that none queue up", async () => {
    const files = new SlowFiles();
    files.room = new Deferred();
    const copy = new ZoneCopy({ files, path });
    for (let serial = 1; serial <= 50; serial++) copy.keep(version(serial), serial * 1000);
    files.room.callback();
    await copy.settled();
    expect([files.opened, await stored(files)]).toEqual([2, [50, 50_000]]);
  });

  it("only notes the time where it has the version already", async () => {
    const files = new SlowFiles();
    const copy = new ZoneCopy({ files, path });
    const zone = version(1);
    copy.keep(zone, 1000);
    copy.keep(zone, 2000);
    await copy.settled();
    copy.keep(zone, 3000);
    await copy.settled();
    expect([files.opened, await stored(files)]).toEqual([1, [1, 3000]]);
  });

  it("never calls an old version checked because a newer one couldn't be written", async () => {
    const files = new SlowFiles();
    const copy = new ZoneCopy({ files, path });
    copy.keep(version(1), 1000);
    await copy.settled();
    files.isFull = true;
    const newer = version(2);
    copy.keep(newer, 2000);
    await copy.settled();
    copy.keep(newer, 3000);
    await copy.settled();
    expect(await stored(files)).toEqual([1, 1000]);
    files.isFull = false;
    copy.keep(newer, 4000);
    await copy.settled();
    expect(await stored(files)).toEqual([2, 4000]);
  });
});
