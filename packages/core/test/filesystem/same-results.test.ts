import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { HardLinks, PosixRename, SymbolicLinks } from "../../src/filesystem/abilities.js";
import type { FileHandle, OpenOptions } from "../../src/filesystem/file-handle.js";
import type { FileStats } from "../../src/filesystem/file-stats.js";
import { isFileSystemError } from "../../src/filesystem/file-system-error.js";
import type { FileSystem } from "../../src/filesystem/file-system.js";
import { LocalFileSystem } from "../../src/filesystem/local/local-file-system.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { QuotaCounter } from "../../src/filesystem/quota-counter.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { namesIn, pathsBelow } from "../../src/testing/filesystem-suite/listing.js";
import { temporaryRoot, type TemporaryRoot } from "./temporary-root.js";

type FullFileSystem = FileSystem & SymbolicLinks & HardLinks & PosixRename;

/** A file system, its quota, and the handles that are open on it. */
interface Side {
  readonly fs: FullFileSystem;
  readonly quota: QuotaCounter;
  readonly handles: FileHandle[];
}

/** Something to do on both sides: [what, ...with what], so that a counterexample can be read. */
type Step =
  | ["open", string, OpenOptions]
  | ["read handle" | "truncate handle", number, number]
  | ["write handle", number, number, number]
  | ["stat handle" | "close handle", number]
  | ["stat" | "lstat" | "read" | "list" | "remove" | "rmdir" | "readlink" | "realPath", string]
  | ["mkdir" | "chmod" | "touch" | "truncate", string, number]
  | ["rename" | "posixRename" | "link" | "symlink", string, string];

const name = fc.constantFrom("a", "b", "c");
const path = fc
  .array(fc.oneof({ weight: 6, arbitrary: name }, { weight: 1, arbitrary: fc.constantFrom("..", ".") }), {
    maxLength: 3,
  })
  .map((names) => `/${names.join("/")}`);
const target = fc.oneof(
  path,
  fc
    .array(fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: fc.constant("..") }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((names) => names.join("/")),
);
const mode = fc.constantFrom(0o700, 0o755, 0o644, 0o600);
const size = fc.integer({ min: 0, max: 60 });
const slot = fc.nat(3);
const openOptions: fc.Arbitrary<OpenOptions> = fc
  .record({
    read: fc.boolean(),
    write: fc.boolean(),
    append: fc.boolean(),
    create: fc.boolean(),
    exclusive: fc.boolean(),
    truncate: fc.boolean(),
    mode,
  })
  .map((o) => ({ ...o, exclusive: o.exclusive && o.create, truncate: o.truncate && (o.write || o.append) }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant("open" as const), path, openOptions) },
  { weight: 6, arbitrary: fc.tuple(fc.constant("write handle" as const), slot, size, size) },
  fc.tuple(fc.constantFrom("read handle" as const, "truncate handle" as const), slot, size),
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("stat handle" as const, "close handle" as const), slot) },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom(
        "stat" as const,
        "lstat" as const,
        "read" as const,
        "list" as const,
        "remove" as const,
        "rmdir" as const,
        "readlink" as const,
        "realPath" as const,
      ),
      path,
    ),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constant("mkdir" as const), path, mode) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("chmod" as const), path, mode) },
  fc.tuple(fc.constantFrom("touch" as const, "truncate" as const), path, size),
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom("rename" as const, "posixRename" as const, "link" as const), path, path),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constant("symlink" as const), target, path) },
);

/** Does it, and says what came of it in a form that can be compared. */
async function outcome(side: Side, step: Step): Promise<unknown> {
  try {
    return (await perform(side, step)) ?? "done";
  } catch (error) {
    if (isFileSystemError(error)) return { reason: error.reason };
    throw error;
  }
}

async function perform({ fs, handles }: Side, step: Step): Promise<unknown> {
  switch (step[0]) {
    case "open":
      handles.push(await fs.open(step[1], step[2]));
      return undefined;
    case "read handle": {
      const buffer = Buffer.alloc(20);
      const count = await handles[step[1]]?.read(buffer, step[2]);
      return buffer.toString("latin1", 0, count);
    }
    case "truncate handle":
      return handles[step[1]]?.truncate(step[2]);
    case "write handle":
      return handles[step[1]]?.write(Buffer.alloc(step[3], "x"), step[2]);
    case "stat handle": {
      const handle = handles[step[1]];
      return handle === undefined ? undefined : comparable(await handle.stat());
    }
    case "close handle":
      return handles.splice(step[1], 1)[0]?.close();
    case "stat":
    case "lstat":
      return comparable(await fs[step[0]](step[1]));
    case "read":
      return (await readFile(fs, step[1])).toString("latin1");
    case "list":
      return namesIn(fs, step[1]);
    case "mkdir":
      return fs.mkdir(step[1], { mode: step[2] });
    case "chmod":
      return fs.setAttributes(step[1], { mode: step[2] });
    case "touch":
      return fs.setAttributes(step[1], { mtimeMs: step[2] });
    case "truncate":
      return fs.setAttributes(step[1], { size: step[2] });
    case "rename":
    case "posixRename":
    case "link":
    case "symlink":
      return fs[step[0]](step[1], step[2]);
    default:
      return fs[step[0]](step[1]);
  }
}

/** What is the same on every file system: a directory's size and number of links are not, nor when now is. */
function comparable({ type, size, mode, nlink, mtimeMs }: FileStats): unknown {
  if (type === "directory") return { type, mode };
  return { type, size, mode, nlink, mtimeMs: mtimeMs < 1000 ? mtimeMs : "now" };
}

// On other systems than Linux some errors have other names.
(process.platform === "linux" ? describe : describe.skip)("LocalFileSystem and MemoryFileSystem", () => {
  let temporary: TemporaryRoot;
  beforeAll(async () => {
    temporary = await temporaryRoot();
  });
  afterAll(() => temporary.remove());

  it("give the same results for the same operations", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: "max" }), async (steps) => {
        const root = join(temporary.root, String(run++));
        await mkdir(root);
        const localQuota = new QuotaCounter({ maxBytes: 100, maxFiles: 6 });
        const memoryQuota = new QuotaCounter({ maxBytes: 100, maxFiles: 6 });
        const local: Side = { fs: new LocalFileSystem(root, { quota: localQuota }), quota: localQuota, handles: [] };
        const memory: Side = { fs: new MemoryFileSystem({}, { quota: memoryQuota }), quota: memoryQuota, handles: [] };
        try {
          for (const each of steps) {
            const what = JSON.stringify(each);
            expect([what, await outcome(local, each)]).toEqual([what, await outcome(memory, each)]);
            expect([what, used(local)]).toEqual([what, used(memory)]);
          }
          expect(await pathsBelow(local.fs)).toEqual(await pathsBelow(memory.fs));
        } finally {
          await Promise.all([...local.handles, ...memory.handles].map((handle) => handle.close()));
        }
        expect(used(local)).toEqual(used(memory));
      }),
      { numRuns: 150 },
    );
  });
});

function used({ quota }: Side): unknown {
  return { bytes: quota.usedBytes, files: quota.usedFiles };
}
