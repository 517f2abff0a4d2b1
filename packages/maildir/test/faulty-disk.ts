import { nodeDisk, type Disk } from "../src/files/disk.js";

/** What a {@link FaultyDisk} fails with. */
class DiskFault extends Error {
  readonly code = "EIO";
}

/** A disk whose calls can be counted, and of which one, or every one from there on, fails. */
export class FaultyDisk {
  /** The calls so far, by name. */
  readonly calls: string[] = [];
  /** The number of the call that fails. */
  failAt = Infinity;
  /** Whether all after it fail too, as on a disk that went away. */
  stayBroken = false;
  readonly disk: Disk;

  constructor() {
    const wrapped = Object.entries(nodeDisk).map(([name, call]) => [
      name,
      (...args: unknown[]): unknown => {
        const number = this.calls.push(name) - 1;
        const fails = number === this.failAt || (this.stayBroken && number > this.failAt);
        // A file descriptor is closed whatever happens.
        if (!fails || name === "close") return (call as (...some: unknown[]) => unknown)(...args);
        return Promise.reject(new DiskFault("the disk failed"));
      },
    ]);
    this.disk = Object.fromEntries(wrapped) as Disk;
  }

  /** The calls of the same name, counted. */
  count(name: keyof Disk): number {
    return this.calls.filter((call) => call === name).length;
  }
}
