import { beforeEach, describe, expect, it } from "@jest/globals";
import { Protocol } from "@twist/core";
import { type FileHandle, type FileSystem, MemoryFileSystem, writeFile } from "@twist/core/filesystem";
import { Clock, connectedPair } from "@twist/core/testing";
import { Resource } from "../../src/resources/resource.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { StaticFiles, type StaticFilesOptions } from "../../src/static/static-files.js";
import { inject, type InjectedRequest } from "../../src/testing/inject.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";
import type { Headers } from "../../src/wire/headers.js";

const TEXT = "0123456789".repeat(100);
const BIG = Buffer.alloc(300_000, "abcdefghij");

/** A site, asked long after its files were made, in a time that the test moves. */
class Site {
  readonly clock = new Clock({ startAt: Date.UTC(2026, 0, 1) });
  readonly files: MemoryFileSystem;
  readonly #factory: HTTPFactory;

  constructor(options: StaticFilesOptions = {}, under = "") {
    this.files = new MemoryFileSystem(
      {
        "/index.html": "<h1>home</h1>",
        "/text.txt": TEXT,
        "/big.bin": BIG,
        "/empty.txt": "",
        "/sub/index.html": "sub",
        "/plain/a&b.txt": "",
        '/plain/<img src=x onerror="x">': "",
        "/plain/it's:odd": "",
        "/plain/inner/x": "",
        "/plain/.hidden": "",
        "/.env": "secret",
        "/.well-known/security.txt": "mail",
        "/a:b/index.html": "colon",
        "/index.html.d/x": "",
      },
      { clock: new Clock() },
    );
    const resource = new StaticFiles(this.files, options);
    this.#factory = new HTTPFactory({ resource: under === "" ? resource : new Resource().putChild(under, resource) });
  }

  get(target: string, headers: Record<string, string> = {}, method = "GET"): Promise<InjectedResponse> {
    return this.ask({ target, headers, method });
  }

  ask(request: InjectedRequest): Promise<InjectedResponse> {
    return inject(this.#factory, request, { clock: this.clock });
  }
}

function field(headers: Headers, ...names: string[]): (string | undefined)[] {
  return names.map((name) => headers.get(name));
}

describe.each([
  ["from memory", {}],
  ["from the disk each time", { cacheBytes: 0 }],
])("StaticFiles, %s", (_where, options: StaticFilesOptions) => {
  let site: Site;

  beforeEach(() => {
    site = new Site(options);
  });

  it("sends a file with its type, length, validators and nosniff", async () => {
    for (let time = 0; time < 2; time++) {
      const { status, headers, body } = await site.get("/text.txt");
      expect(status).toBe(200);
      expect(body.toString()).toBe(TEXT);
      expect(field(headers, "content-type", "content-length", "x-content-type-options", "accept-ranges")).toEqual([
        "text/plain; charset=utf-8",
        "1000",
        "nosniff",
        "bytes",
      ]);
      expect(headers.get("etag")).toMatch(/^"[\w-]+"$/);
      expect(headers.get("last-modified")).toBe("Sat, 01 Jan 2000 00:00:00 GMT");
    }
  });

  it("sends large and empty files whole", async () => {
    expect((await site.get("/big.bin")).body.equals(BIG)).toBe(true);
    const empty = await site.get("/empty.txt");
    expect([empty.status, empty.headers.get("content-length")]).toEqual([200, "0"]);
  });

  it("answers HEAD with the fields of GET and no content", async () => {
    for (const path of ["/text.txt", "/big.bin"]) {
      const got = await site.get(path);
      const head = await site.get(path, {}, "HEAD");
      expect(head.body).toHaveLength(0);
      expect([...head.headers]).toEqual([...got.headers]);
    }
  });

  it.each(["POST", "PUT", "DELETE"])("answers %s with 405", async (method) => {
    const response = await site.get("/text.txt", {}, method);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  });

  it.each([
    ["bytes=0-0", "bytes 0-0/1000", "0"],
    ["bytes=990-", "bytes 990-999/1000", "0123456789"],
    ["bytes=-3", "bytes 997-999/1000", "789"],
    ["bytes=998-5000", "bytes 998-999/1000", "89"],
    ["bytes=0-1,2-3", "bytes 0-3/1000", "0123"],
  ])("sends the range %s", async (range, contentRange, content) => {
    const response = await site.get("/text.txt", { Range: range });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(contentRange);
    expect(response.text()).toBe(content);
  });

  it("sends several ranges as multipart/byteranges, of a small file and of a large one", async () => {
    for (const path of ["/text.txt", "/big.bin"]) {
      const response = await site.get(path, { Range: "bytes=500-501,0-1" });
      expect(response.status).toBe(206);
      const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(response.headers.get("content-type") ?? "")?.[1];
      const parts = response.text().split(`--${String(boundary)}`);
      expect(parts).toHaveLength(4);
      expect(parts[1]).toMatch(/Content-Range: bytes 0-1\/\d+\r\n\r\n(01|ab)\r\n$/);
      expect(parts[2]).toMatch(/Content-Range: bytes 500-501\/\d+\r\n\r\n(01|ab)\r\n$/);
      expect(response.headers.get("content-length")).toBe(String(response.body.length));
    }
  });

  it.each(["bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=", "bytes=0-1,", `bytes=${"0-0,".repeat(16)}0-0`])(
    "ignores the range %s unless it is well-formed and reasonable",
    async (range) => {
      const response = await site.get("/text.txt", { Range: range });
      expect([response.status, response.body.length]).toEqual(range === "bytes=0-1," ? [206, 2] : [200, 1000]);
    },
  );

  // CVE-2011-3192: overlapping ranges must not multiply what is sent.
  it("never sends a byte twice", async () => {
    const response = await site.get("/big.bin", { Range: `bytes=${"0-,".repeat(15)}5-` });
    expect(response.status).toBe(206);
    expect(response.body).toHaveLength(BIG.length);
  });

  it("answers 416 where no range can be had", async () => {
    for (const [path, size] of [
      ["/text.txt", 1000],
      ["/big.bin", BIG.length],
      ["/empty.txt", 0],
    ]) {
      const response = await site.get(String(path), { Range: "bytes=900000-" });
      expect(response.status).toBe(416);
      expect(response.headers.get("content-range")).toBe(`bytes */${String(size)}`);
    }
  });

  it("ignores Range in HEAD, and where If-Range doesn't match", async () => {
    const etag = (await site.get("/text.txt")).headers.get("etag") ?? "";
    expect((await site.get("/text.txt", { Range: "bytes=0-1" }, "HEAD")).status).toBe(200);
    expect((await site.get("/text.txt", { Range: "bytes=0-1", "If-Range": '"other"' })).status).toBe(200);
    expect((await site.get("/text.txt", { Range: "bytes=0-1", "If-Range": etag })).status).toBe(206);
  });

  it("answers conditional requests, with 304 before any range", async () => {
    const got = await site.get("/text.txt");
    const etag = got.headers.get("etag") ?? "";
    const notModified = await site.get("/text.txt", { "If-None-Match": etag, Range: "bytes=0-1" });
    expect(notModified.status).toBe(304);
    expect(notModified.body).toHaveLength(0);
    expect(field(notModified.headers, "etag", "content-type", "content-length")).toEqual([etag, undefined, undefined]);
    expect((await site.get("/big.bin", { "If-None-Match": "*" })).status).toBe(304);
    expect((await site.get("/text.txt", { "If-Match": '"other"' })).status).toBe(412);
    expect((await site.get("/big.bin", { "If-Match": '"other"' })).status).toBe(412);
    const date = got.headers.get("last-modified") ?? "";
    expect((await site.get("/text.txt", { "If-Modified-Since": date })).status).toBe(304);
  });

  it("shows a directory by its index, and redirects to its slash", async () => {
    expect((await site.get("/")).text()).toBe("<h1>home</h1>");
    expect((await site.get("/sub/")).text()).toBe("sub");
    const redirect = await site.get("/sub?a=b");
    expect(redirect.status).toBe(301);
    expect(redirect.headers.get("location")).toBe("./sub/?a=b");
  });

  it("never redirects to another host or scheme", async () => {
    expect((await site.get("/a:b")).headers.get("location")).toBe("./a%3Ab/");
    expect((await site.get("//evil.example")).status).toBe(404);
    expect((await site.get("/%2fevil.example")).status).toBe(404);
    const mounted = new Site(options, "files");
    expect((await mounted.get("/files")).headers.get("location")).toBe("./files/");
    expect((await mounted.get("/files/")).text()).toBe("<h1>home</h1>");
  });

  it.each(["/nothing", "/text.txt/", "/text.txt/x", "/.env", "/plain/.hidden", "/..", "/%2e%2e/x", "/a%5cb", "/x%00"])(
    "answers 404 for %s",
    async (path) => {
      expect((await site.get(path)).status).toBe(404);
    },
  );

  it("serves /.well-known, and dotfiles where it is told to", async () => {
    expect((await site.get("/.well-known/security.txt")).text()).toBe("mail");
    expect((await new Site({ ...options, dotfiles: "serve" }).get("/.env")).text()).toBe("secret");
  });

  it("lists no directory unless it is told to", async () => {
    expect((await site.get("/plain/")).status).toBe(404);
  });

  it("shows a file as it is now, though it was asked for before", async () => {
    const before = await site.get("/text.txt");
    await writeFile(site.files, "/text.txt", "new");
    site.clock.advance(200);
    const after = await site.get("/text.txt");
    expect(after.text()).toBe("new");
    expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
    await site.files.remove("/text.txt");
    site.clock.advance(200);
    expect((await site.get("/text.txt")).status).toBe(404);
  });

  it("sends a weak tag for a file that has just been changed, and a strong one later", async () => {
    const clock = new Clock();
    const files = new MemoryFileSystem({ "/a.txt": "a" }, { clock });
    const factory = new HTTPFactory({ resource: new StaticFiles(files, options) });
    expect((await inject(factory, "/a.txt", { clock })).headers.get("etag")).toMatch(/^W\//);
    clock.advance(2_000);
    expect((await inject(factory, "/a.txt", { clock })).headers.get("etag")).toMatch(/^"/);
  });
});

describe("precompressed variants", () => {
  let site: Site;

  beforeEach(async () => {
    site = new Site();
    await writeFile(site.files, "/text.txt.br", "brotli");
    await writeFile(site.files, "/text.txt.gz", "gzipped");
    await writeFile(site.files, "/big.bin.gz", "not asked for");
  });

  it.each([
    ["br, gzip", "br", "brotli"],
    ["gzip", "gzip", "gzipped"],
    ["br;q=0.1, gzip", "gzip", "gzipped"],
    ["deflate", undefined, TEXT],
    ["identity", undefined, TEXT],
  ])("are chosen by Accept-Encoding: %s", async (accepts, coding, content) => {
    const response = await site.get("/text.txt", { "Accept-Encoding": accepts });
    expect(field(response.headers, "content-encoding", "vary", "content-type")).toEqual([
      coding,
      "Accept-Encoding",
      "text/plain; charset=utf-8",
    ]);
    expect(response.text()).toBe(content);
  });

  it("have tags of their own", async () => {
    const plain = (await site.get("/text.txt")).headers.get("etag");
    const packed = (await site.get("/text.txt", { "Accept-Encoding": "br" })).headers.get("etag");
    expect(packed).not.toBe(plain);
    const cached = await site.get("/text.txt", { "Accept-Encoding": "br", "If-None-Match": packed ?? "" });
    expect(cached.status).toBe(304);
    expect(cached.headers.get("vary")).toBe("Accept-Encoding");
  });

  it("are for text, not for what is packed already", async () => {
    const response = await site.get("/big.bin", { "Accept-Encoding": "gzip" });
    expect(field(response.headers, "content-encoding", "vary")).toEqual([undefined, undefined]);
    expect(response.body.equals(BIG)).toBe(true);
  });

  it("are left alone once they are older than their file", async () => {
    await site.get("/text.txt", { "Accept-Encoding": "br" });
    await writeFile(site.files, "/text.txt", "a newer text, longer than its variant");
    await site.files.setAttributes("/text.txt", { mtimeMs: Date.UTC(2010, 0, 1) });
    site.clock.advance(200);
    const response = await site.get("/text.txt", { "Accept-Encoding": "br" });
    expect(response.headers.get("content-encoding")).toBeUndefined();
  });

  it("are found when they are made later, and missed when they are gone", async () => {
    await site.files.remove("/text.txt.br");
    await site.get("/text.txt");
    await writeFile(site.files, "/text.txt.br", "later");
    site.clock.advance(200);
    expect((await site.get("/text.txt", { "Accept-Encoding": "br" })).text()).toBe("later");
    await site.files.remove("/text.txt.br");
    site.clock.advance(200);
    expect((await site.get("/text.txt", { "Accept-Encoding": "br" })).text()).toBe(TEXT);
  });

  it("of large files are opened as they are asked for", async () => {
    const large = new Site({ maxCachedFileBytes: 10 });
    await writeFile(large.files, "/text.txt.gz", "gzipped by somebody");
    expect((await large.get("/text.txt", { "Accept-Encoding": "br, gzip" })).text()).toBe("gzipped by somebody");
    expect((await large.get("/text.txt", { "Accept-Encoding": "br" })).text()).toBe(TEXT);
  });
});

describe("the list of a directory", () => {
  it("escapes names in text and links, hides dotfiles, and puts directories first", async () => {
    const response = await new Site({ autoindex: true }).get("/plain/");
    const html = response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html.match(/<li>.*<\/li>/g)).toEqual([
      '<li><a href="../">../</a></li>',
      '<li><a href="./inner/">inner/</a></li>',
      '<li><a href="./%3Cimg%20src%3Dx%20onerror%3D%22x%22%3E">&lt;img src=x onerror=&quot;x&quot;&gt;</a></li>',
      '<li><a href="./a%26b.txt">a&amp;b.txt</a></li>',
      '<li><a href="./it&#39;s%3Aodd">it&#39;s:odd</a></li>',
    ]);
    expect(html).not.toContain("<img");
  });

  it("is not shown in place of an index, nor for what isn't there", async () => {
    const site = new Site({ autoindex: true });
    expect((await site.get("/sub/")).text()).toBe("sub");
    expect((await site.get("/nothing/")).status).toBe(404);
    expect((await site.get("/text.txt/")).status).toBe(404);
  });
});

describe("options", () => {
  it("set Cache-Control, for all files or by path", async () => {
    const all = new Site({ cacheControl: "no-cache" });
    expect((await all.get("/text.txt")).headers.get("cache-control")).toBe("no-cache");
    const some = new Site({ cacheControl: (path) => (path.endsWith(".txt") ? "max-age=60, immutable" : undefined) });
    expect((await some.get("/text.txt")).headers.get("cache-control")).toBe("max-age=60, immutable");
    expect((await some.get("/")).headers.get("cache-control")).toBeUndefined();
  });

  it("name content types and other index files", async () => {
    const site = new Site({ contentTypes: { txt: "text/x-log" }, index: ["nothing.html", "text.txt"] });
    const response = await site.get("/");
    expect(response.headers.get("content-type")).toBe("text/x-log");
    expect(response.text()).toBe(TEXT);
  });
});

/** Counts which files of a file system are open, and how far they are read; reads nothing from `failAt` on. */
class CountedFiles {
  readonly fileSystem: FileSystem;
  open = 0;
  bytesRead = 0;
  failAt = Number.POSITIVE_INFINITY;

  constructor(files: MemoryFileSystem) {
    this.fileSystem = overriding<FileSystem>(files, {
      open: async (path) => {
        const handle = await files.open(path);
        this.open++;
        return overriding<FileHandle>(handle, {
          read: async (buffer, position) => {
            if (position >= this.failAt) return 0;
            this.bytesRead += buffer.length;
            return handle.read(buffer, position);
          },
          close: async () => {
            this.open--;
            await handle.close();
          },
        });
      },
    });
  }
}

/** `target` with some of its methods replaced. */
function overriding<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

describe("a file that is streamed", () => {
  const MEGABYTES = Buffer.alloc(20_000_000, "x");

  class Client extends Protocol {
    received = 0;
    lost = false;
    override dataReceived(data: Buffer): void {
      this.received += data.length;
    }
    override connectionLost(): void {
      this.lost = true;
    }
  }

  function download(files: FileSystem): { client: Client; pair: ReturnType<typeof connectedPair> } {
    const client = new Client();
    const factory = new HTTPFactory({ resource: new StaticFiles(files) });
    const pair = connectedPair(factory.buildProtocol(), client, { chunkSize: 100_000 });
    client.transport.write("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    return { client, pair };
  }

  it("is read no further than its client reads, and then to its end, and closed", async () => {
    const files = new CountedFiles(new MemoryFileSystem({ "/big": MEGABYTES }));
    const { client, pair } = download(files.fileSystem);
    client.transport.pauseReading();
    await pair.flushAsync();
    expect(files.bytesRead).toBeLessThan(600_000);
    expect(files.open).toBe(1);
    client.transport.resumeReading();
    await pair.flushAsync();
    expect(client.received).toBeGreaterThan(MEGABYTES.length);
    expect(files.open).toBe(0);
  });

  it("is closed when its client goes away", async () => {
    const files = new CountedFiles(new MemoryFileSystem({ "/big": MEGABYTES }));
    const { client, pair } = download(files.fileSystem);
    client.transport.pauseReading();
    await pair.flushAsync();
    client.transport.abortConnection();
    await pair.flushAsync();
    expect(files.open).toBe(0);
  });

  it("breaks the connection off when it has become shorter than was promised", async () => {
    const files = new CountedFiles(new MemoryFileSystem({ "/big": MEGABYTES }));
    files.failAt = 1_000_000;
    const { client, pair } = download(files.fileSystem);
    await pair.flushAsync();
    expect(client.lost).toBe(true);
    expect(client.received).toBeLessThan(1_200_000);
    expect(files.open).toBe(0);
  });

  it("isn't opened for longer than it takes to answer HEAD, 304 and 416", async () => {
    const files = new CountedFiles(new MemoryFileSystem({ "/big": MEGABYTES }));
    const factory = new HTTPFactory({ resource: new StaticFiles(files.fileSystem) });
    await inject(factory, { method: "HEAD", target: "/big" });
    await inject(factory, { target: "/big", headers: { "If-None-Match": "*" } });
    await inject(factory, { target: "/big", headers: { Range: "bytes=99999999-" } });
    expect(files.open).toBe(0);
  });
});
