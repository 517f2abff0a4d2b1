import { describe, expect, it } from "@jest/globals";
import { ResponseBody } from "../../src/client/response-body.js";
import { Headers } from "../../src/wire/headers.js";

class Source {
  readonly calls: string[] = [];
  readonly body = new ResponseBody(this);
  reason: unknown;
  pauseBody(): void {
    this.calls.push("pause");
  }
  resumeBody(): void {
    this.calls.push("resume");
  }
  cancelBody(reason: unknown): void {
    this.calls.push("cancel");
    this.reason = reason;
  }
  give(...texts: string[]): this {
    for (const text of texts) this.body.bodyChunk(Buffer.from(text));
    return this;
  }
  end(trailers?: Headers): this {
    this.body.bodyEnd(trailers);
    return this;
  }
}

describe("ResponseBody", () => {
  it("gathers what came before and what comes after", async () => {
    const source = new Source().give("a");
    const bytes = source.body.bytes();
    source.give("b", "c").end();
    expect((await bytes).toString()).toBe("abc");
  });

  it("reads text without its byte order mark, and JSON", async () => {
    expect(await new Source().give("\uFEFFhé").end().body.text()).toBe("hé");
    expect(await new Source().give('{"a":', "[1]}").end().body.json()).toEqual({ a: [1] });
    await expect(new Source().give("{").end().body.json()).rejects.toBeInstanceOf(SyntaxError);
  });

  it("gathers no more than the limit, and closes the connection", async () => {
    const source = new Source();
    const bytes = source.body.bytes({ maxBytes: 3 });
    source.give("ab", "cd");
    await expect(bytes).rejects.toMatchObject({ code: "RESPONSE_TOO_LARGE" });
    expect(source.calls).toContain("cancel");
    await expect(new Source().give("abcd").end().body.text({ maxBytes: 3 })).rejects.toMatchObject({
      code: "RESPONSE_TOO_LARGE",
    });
    expect(await new Source().give("abc").end().body.text({ maxBytes: 3 })).toBe("abc");
  });

  it("is read once", async () => {
    const { body } = new Source().give("a").end();
    await body.text();
    await expect(body.text()).rejects.toBeInstanceOf(TypeError);
    expect(() => body.stream()).toThrow(TypeError);
    expect(body.used).toBe(true);
  });

  it("slows the server down once enough is waiting, and lets it go on when somebody reads", async () => {
    const source = new Source().give("x".repeat(65_535));
    expect(source.calls).toEqual([]);
    source.give("y");
    expect(source.calls).toEqual(["pause"]);
    const text = source.body.text();
    expect(source.calls).toEqual(["pause", "resume"]);
    source.end();
    expect(await text).toHaveLength(65_536);
  });

  it("is iterated chunk by chunk, with the server waiting in between", async () => {
    const source = new Source();
    const iterator = source.body[Symbol.asyncIterator]();
    const first = iterator.next();
    source.give("a");
    expect((await first).value?.toString()).toBe("a");
    source.give("b", "c").end();
    expect((await iterator.next()).value?.toString()).toBe("b");
    expect((await iterator.next()).value?.toString()).toBe("c");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("fails the loop with the body's error", async () => {
    const source = new Source().give("a");
    const seen: string[] = [];
    const loop = (async () => {
      for await (const chunk of source.body) seen.push(chunk.toString());
    })();
    await Promise.resolve();
    source.body.bodyFailed(new Error("cut"));
    await expect(loop).rejects.toThrow("cut");
  });

  it("drops the rest when a loop is left, and closes the connection where that is much", async () => {
    for (const [restBytes, cancelled] of [
      [1000, false],
      [200_000, true],
    ] as const) {
      const source = new Source().give("a");
      for await (const _chunk of source.body) break;
      source.give("x".repeat(restBytes));
      expect(source.calls.includes("cancel")).toBe(cancelled);
    }
  });

  it("is discarded up to a limit", () => {
    const source = new Source().give("abc");
    source.body.discard(4);
    source.give("d");
    expect(source.calls).not.toContain("cancel");
    source.give("e");
    expect(source.calls).toContain("cancel");
  });

  it("becomes a Web Stream, with backpressure, that can be cancelled", async () => {
    const source = new Source().give("a");
    const reader = source.body.stream().getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("a");
    source.give("b", "c");
    expect(source.calls.at(-1)).toBe("pause");
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("b");
    await reader.cancel(new Error("enough"));
    expect(source.reason).toMatchObject({ message: "enough" });
  });

  it("ends and fails its Web Stream", async () => {
    const ended = new Source().give("ab").end();
    expect(await new Response(ended.body.stream()).text()).toBe("ab");
    const failed = new Source();
    const reader = failed.body.stream().getReader();
    const read = reader.read();
    failed.body.bodyFailed(new Error("cut"));
    await expect(read).rejects.toThrow("cut");
  });

  it("has its trailers at the end", async () => {
    const source = new Source().give("a");
    const text = source.body.text();
    expect(source.body.trailers).toBeUndefined();
    source.end(new Headers({ "X-A": "1" }));
    await text;
    expect(source.body.trailers?.get("x-a")).toBe("1");
  });
});
