import { beforeEach, describe, expect, it } from "@jest/globals";
import { MemoryFileSystem, writeFile } from "@twist/core/filesystem";
import { A } from "../../src/records/a.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { Name } from "../../src/wire/name.js";
import { ZoneFiles } from "../../src/zone-files/zone-files.js";

const origin = Name.fromText("example.");
const path = "/example.zone";

let files: MemoryFileSystem;
let publisher: ZonePublisher;
let published: string[];

beforeEach(() => {
  files = new MemoryFileSystem();
  publisher = new ZonePublisher();
  published = [];
  publisher.subscribe((zone) => published.push(`${zone.origin.toString()} ${String(zone.serial)}`));
});

function content(serial: number, rest = ""): string {
  return `@ 60 SOA ns h ${String(serial)} 1 1 1 1\n@ 60 NS ns\nns 60 A 192.0.2.1\n${rest}`;
}

async function started(text = content(1)): Promise<ZoneFiles> {
  await writeFile(files, path, text);
  const zoneFiles = new ZoneFiles([{ files, path, origin }], publisher);
  await zoneFiles.load();
  return zoneFiles;
}

function address(): string | undefined {
  return publisher.zones.get(origin)?.get(Name.fromText("www.example."), A)?.records[0]?.data.address;
}

describe("ZoneFiles", () => {
  it("puts the zones of files in place", async () => {
    await started();
    expect(published).toEqual(["example. 1"]);
  });

  it("puts a new version in place when it reads them again, with its history", async () => {
    const zoneFiles = await started();
    await writeFile(files, path, content(2, "www 60 A 192.0.2.80"));
    const { changed, failed } = await zoneFiles.reload();
    expect([changed.map(String), failed]).toEqual([["example."], []]);
    expect(address()).toBe("192.0.2.80");
    const zone = publisher.zones.get(origin);
    expect(zone && publisher.history.since(zone, 1)).toHaveLength(1);
  });

  it("refuses two files of one zone, and a file that comes to hold the zone of another", async () => {
    await writeFile(files, path, content(1));
    await writeFile(files, "/other.zone", content(1));
    const source = { files, path: "/other.zone" };
    await expect(
      new ZoneFiles(
        [
          { files, path, origin },
          { ...source, origin },
        ],
        publisher,
      ).load(),
    ).rejects.toThrow(/two files hold it/);
    expect(published).toEqual([]);
    const zoneFiles = new ZoneFiles(
      [
        { files, path, origin },
        { ...source, origin: Name.fromText("other.") },
      ],
      publisher,
    );
    await zoneFiles.load();
    await writeFile(files, "/other.zone", `$ORIGIN example.\n${content(9)}`);
    expect(await zoneFiles.reload()).toEqual({ changed: [], failed: ["/other.zone"] });
    expect([...publisher.zones].map((zone) => `${zone.origin.toString()} ${String(zone.serial)}`).sort()).toEqual([
      "example. 1",
      "other. 1",
    ]);
  });

  it("leaves a zone alone whose file says the same", async () => {
    const zoneFiles = await started();
    const before = publisher.zones.get(origin);
    expect((await zoneFiles.reload()).changed).toEqual([]);
    expect(publisher.zones.get(origin)).toBe(before);
    expect(published).toHaveLength(1);
  });

  it("takes new contents with the same serial all the same", async () => {
    const zoneFiles = await started();
    await writeFile(files, path, content(1, "www 60 A 192.0.2.80"));
    await zoneFiles.reload();
    expect(address()).toBe("192.0.2.80");
  });

  it("notices a change to a file that is included", async () => {
    await writeFile(files, "/hosts", "www 60 A 192.0.2.80");
    const zoneFiles = await started(content(1, "$INCLUDE hosts"));
    await writeFile(files, "/hosts", "www 60 A 192.0.2.81");
    await zoneFiles.reload();
    expect(address()).toBe("192.0.2.81");
  });

  it.each<[string, () => Promise<void>]>([
    ["has a fault", () => writeFile(files, path, content(2, "www 60 A 192.0.2"))],
    ["is no zone", () => writeFile(files, path, content(2, "www 60 A 192.0.2.1\nwww 60 CNAME ns"))],
    ["has no SOA record", () => writeFile(files, path, "@ 60 NS ns\n")],
    ["is empty", () => writeFile(files, path, "")],
    ["is gone", () => files.remove(path)],
  ])("keeps the zone of a file that now %s, and reads the others", async (_what, spoil) => {
    await writeFile(files, path, content(1));
    await writeFile(files, "/other.zone", content(1));
    const other = { files, path: "/other.zone", origin: Name.fromText("other.") };
    const zoneFiles = new ZoneFiles([{ files, path, origin }, other], publisher);
    await zoneFiles.load();
    await spoil();
    await writeFile(files, "/other.zone", content(5));
    const { changed, failed } = await zoneFiles.reload();
    expect([changed.map(String), failed]).toEqual([["other."], [path]]);
    expect(publisher.zones.get(origin)?.serial).toBe(1);
  });

  it("takes the zone again once its file is in order", async () => {
    const zoneFiles = await started();
    await files.remove(path);
    await zoneFiles.reload();
    await writeFile(files, path, content(3));
    await zoneFiles.reload();
    expect(publisher.zones.get(origin)?.serial).toBe(3);
  });

  it("has a whole zone in place at every moment", async () => {
    const zoneFiles = await started();
    const large = Array.from({ length: 20_000 }, (_, i) => `host-${String(i)} 60 A 192.0.2.1`).join("\n");
    await writeFile(files, path, content(2, large));
    const sizes = new Set<number | undefined>();
    const state = { isDone: false };
    const reloading = zoneFiles.reload().finally(() => {
      state.isDone = true;
    });
    for (; !state.isDone; await new Promise((resolve) => process.nextTick(resolve)))
      sizes.add(publisher.zones.get(origin)?.size);
    await reloading;
    sizes.add(publisher.zones.get(origin)?.size);
    expect([...sizes]).toEqual([2, 20_002]);
  });

  it("moves a zone whose file now says another name", async () => {
    const zoneFiles = await started();
    await writeFile(files, path, `$ORIGIN other.\n${content(1)}`);
    await zoneFiles.reload();
    expect(Array.from(publisher.zones, (zone) => zone.origin.toString())).toEqual(["other."]);
  });

  it("reads once more where it was asked to meanwhile, and no oftener", async () => {
    let reads = 0;
    const target = {
      publish: () => true,
      withdraw: () => undefined,
    };
    const counted = new Proxy(files, {
      get: (inner, name) => {
        if (name === "open") reads += 1;
        const value: unknown = Reflect.get(inner, name, inner);
        return typeof value === "function" ? (value.bind(inner) as unknown) : value;
      },
    });
    await writeFile(files, path, content(1));
    const zoneFiles = new ZoneFiles([{ files: counted, path, origin }], target);
    await zoneFiles.load();
    await Promise.all(Array.from({ length: 10 }, () => zoneFiles.reload()));
    expect(reads).toBe(3);
  });

  it("doesn't begin with a file that can't be used", async () => {
    await writeFile(files, path, content(1));
    await writeFile(files, "/bad.zone", "@ 60 SOA");
    const zoneFiles = new ZoneFiles(
      [
        { files, path, origin },
        { files, path: "/bad.zone", origin },
      ],
      publisher,
    );
    await expect(zoneFiles.load()).rejects.toThrow(/bad\.zone/);
    expect(publisher.zones.size).toBe(0);
  });
});
