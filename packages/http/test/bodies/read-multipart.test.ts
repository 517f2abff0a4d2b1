import { describe, expect, it } from "@jest/globals";
import type { MultipartLimits } from "../../src/bodies/multipart-limits.js";
import { readMultipart } from "../../src/bodies/read-multipart.js";
import { ServedConnection, settled } from "../server/served-connection.js";
import { post } from "./post.js";

const TYPE = "multipart/form-data; boundary=b";

function field(disposition: string, content: string): string {
  return `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
}

function read(body: string, limits: Partial<MultipartLimits> = {}, type = TYPE): Promise<unknown> {
  return post(type, body, async (request) => {
    const parts: unknown[] = [];
    for await (const part of readMultipart(request, limits))
      parts.push([part.name, part.filename ?? null, part.type.essence, await part.text()]);
    return parts;
  });
}

describe("readMultipart", () => {
  it("reads what a browser's FormData sends", async () => {
    const form = new FormData();
    form.append("a", "1");
    form.append("é", "x\r\ny");
    form.append("f", new Blob(["file"], { type: "image/png" }), "ü.png");
    const sent = new Response(form);
    const type = sent.headers.get("content-type") ?? "";
    expect(await read(await sent.text(), {}, type)).toEqual([
      ["a", null, "text/plain", "1"],
      ["é", null, "text/plain", "x\r\ny"],
      ["f", "ü.png", "image/png", "file"],
    ]);
  });

  it("takes the path off a file's name, and __proto__ for a name", async () => {
    const body = `${field('name="__proto__"; filename="../../etc/passwd"', "x")}${field(String.raw`name=b; filename="C:\\x\\y.txt"`, "")}--b--`;
    expect(await read(body)).toEqual([
      ["__proto__", "passwd", "text/plain", "x"],
      ["b", "y.txt", "text/plain", ""],
    ]);
  });

  it("skips what isn't read of a part", async () => {
    const names = await post(
      TYPE,
      `${field("name=a", "x".repeat(5000))}${field("name=b", "y")}--b--`,
      async (request) => {
        const found: string[] = [];
        for await (const part of readMultipart(request)) found.push(part.name);
        return found;
      },
    );
    expect(names).toEqual(["a", "b"]);
  });

  it("gives nothing more of a part once the next has been asked for", async () => {
    const texts = await post(TYPE, `${field("name=a", "x")}${field("name=b", "y")}--b--`, async (request) => {
      const parts = [];
      for await (const part of readMultipart(request)) parts.push(part);
      return Promise.all(parts.map((part) => part.text()));
    });
    expect(texts).toEqual(["", ""]);
  });

  it("answers 413 over each limit", async () => {
    const fields = `${field("name=a", "xx")}${field("name=b", "y")}`;
    const files = `${field("name=a; filename=f", "xx")}${field("name=b; filename=g", "y")}`;
    expect(
      await read(`${fields}${files}--b--`, { maxFields: 2, maxFiles: 2, maxFieldBytes: 2, maxFileBytes: 2 }),
    ).toHaveLength(4);
    expect(await read(`${fields}--b--`, { maxFields: 1 })).toBe(413);
    expect(await read(`${files}--b--`, { maxFiles: 1 })).toBe(413);
    expect(await read(`${fields}--b--`, { maxFieldBytes: 1 })).toBe(413);
    expect(await read(`${files}--b--`, { maxFileBytes: 1 })).toBe(413);
    expect(await read(`${fields}--b--`, { maxPartHeaderBytes: 20 })).toBe(431);
  });

  it("counts what is skipped against the limit", async () => {
    const status = await post(TYPE, `${field("name=a", "xx")}--b--`, async (request) => {
      for await (const part of readMultipart(request, { maxFieldBytes: 1 })) expect(part.name).toBe("a");
      return null;
    });
    expect(status).toBe(413);
  });

  it("has limits where none are given", async () => {
    expect(await read(`${field("name=a", "x".repeat(64 * 1024 + 1))}--b--`)).toBe(413);
    expect(await read(`${field("name=a; filename=f", "x".repeat(1024 * 1024 + 1))}--b--`)).toBe(413);
    expect(await read(`${field("name=a", "").repeat(257)}--b--`)).toBe(413);
    expect(await read(`${field("name=a; filename=f", "").repeat(17)}--b--`)).toBe(413);
  });

  it("answers 415 without a boundary that can be one", async () => {
    for (const type of [
      "multipart/form-data",
      "multipart/mixed; boundary=b",
      'multipart/form-data; boundary=""',
      `multipart/form-data; boundary=${"b".repeat(71)}`,
    ])
      expect(await read("--b--", {}, type)).toBe(415);
  });

  it("answers 400 for a part without a name, and for a body that ends too early", async () => {
    expect(await read("--b\r\n\r\nx\r\n--b--")).toBe(400);
    expect(await read(`${field("name=a; name=b", "")}--b--`)).toBe(400);
    expect(await read(`--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--`)).toBe(400);
    expect(await read(field("name=a", "x"))).toBe(400);
  });

  it("refuses limits that can't be any", async () => {
    expect(await read("--b--", { maxFiles: -1 })).toBe(500);
  });

  it("reads no faster than its reader", async () => {
    let taken = 0;
    let go: (() => void) | undefined;
    const connection = new ServedConnection(async (request, response) => {
      for await (const part of readMultipart(request, { maxFileBytes: 1e9 })) {
        for await (const chunk of part) {
          taken += chunk.length;
          await new Promise<void>((resolve) => {
            go = resolve;
          });
        }
      }
      response.send(204);
    });
    const head = field("name=a; filename=f", "").slice(0, -2);
    connection.transport.deliver(
      Buffer.from(`POST / HTTP/1.1\r\nHost: h\r\nContent-Type: ${TYPE}\r\nContent-Length: 500000\r\n\r\n${head}x`),
    );
    await settled();
    for (let sent = 0; sent < 4; sent++) {
      connection.transport.deliver(Buffer.alloc(32 * 1024));
      await settled();
    }
    expect(connection.transport.readingPaused).toBe(true);
    expect(taken).toBeLessThan(64 * 1024);
    for (let turn = 0; turn < 8; turn++) {
      go?.();
      await settled();
    }
    expect(connection.transport.readingPaused).toBe(false);
  });
});
