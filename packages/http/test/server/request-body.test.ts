import { beforeEach, describe, expect, it } from "@jest/globals";
import type { BodyReceiver } from "../../src/server/body-receiver.js";
import { type BodySource, RequestBody } from "../../src/server/request-body.js";
import { Headers } from "../../src/wire/headers.js";

/** Where a body comes from, with what it was asked for. */
class RecordingSource implements BodySource {
  readonly asked: string[] = [];
  bodyWanted(): void {
    this.asked.push("wanted");
  }
  setBodyPaused(paused: boolean): void {
    this.asked.push(paused ? "pause" : "resume");
  }
  discardBody(): void {
    this.asked.push("discard");
  }
}

class RecordingReceiver implements BodyReceiver {
  readonly events: string[] = [];
  bodyData(chunk: Buffer): void {
    this.events.push(chunk.toString());
  }
  bodyEnd(trailers: Headers | undefined): void {
    this.events.push(`end ${trailers?.get("x") ?? ""}`);
  }
  bodyFailed(error: Error): void {
    this.events.push(`failed ${error.message}`);
  }
}

describe("RequestBody", () => {
  let source: RecordingSource;
  let receiver: RecordingReceiver;
  let body: RequestBody;

  beforeEach(() => {
    source = new RecordingSource();
    receiver = new RecordingReceiver();
    body = new RequestBody(source, undefined);
  });

  const push = (text: string): void => {
    body.push(Buffer.from(text));
  };

  it("pushes what came before and after its receiver, and then the trailers", () => {
    push("a");
    body.deliverTo(receiver);
    push("b");
    body.end(new Headers({ X: "1" }));
    expect(receiver.events).toEqual(["a", "b", "end 1"]);
    expect(source.asked).toEqual(["wanted"]);
  });

  it("holds what comes while its receiver has enough, and slows the source down", () => {
    body.deliverTo(receiver);
    body.pause();
    push("a");
    push("b");
    body.end(undefined);
    expect(receiver.events).toEqual([]);
    body.resume();
    expect(receiver.events).toEqual(["a", "b", "end "]);
  });

  it("slows the source down at the first chunk that its receiver has no room for, and resumes it", () => {
    body.deliverTo(receiver);
    body.pause();
    push("a");
    expect(source.asked).toEqual(["wanted", "pause"]);
    body.resume();
    expect(source.asked).toEqual(["wanted", "pause", "resume"]);
  });

  it("lets 64 KiB wait for a reader before it slows the source down", () => {
    push("a".repeat(65_535));
    expect(source.asked).toEqual([]);
    push("b");
    expect(source.asked).toEqual(["pause"]);
  });

  it("stops in the middle of what it holds when its receiver pauses there", () => {
    push("a");
    push("b");
    const pausing: BodyReceiver = {
      bodyData: (chunk) => {
        receiver.bodyData(chunk);
        body.pause();
      },
      bodyEnd: () => receiver.bodyEnd(undefined),
      bodyFailed: (error) => receiver.bodyFailed(error),
    };
    body.deliverTo(pausing);
    expect(receiver.events).toEqual(["a"]);
    body.resume();
    expect(receiver.events).toEqual(["a", "b"]);
  });

  it("has one reader", () => {
    body.deliverTo(receiver);
    expect(() => {
      body.deliverTo(receiver);
    }).toThrow(TypeError);
    expect(body.used).toBe(true);
  });

  it("is asked for only when somebody reads: not by making a stream of it", async () => {
    const reader = body.toWebStream().getReader();
    await Promise.resolve();
    expect(source.asked).toEqual([]);
    const first = reader.read();
    expect(source.asked).toEqual(["wanted"]);
    push("a");
    body.end(undefined);
    expect((await first).value).toEqual(Buffer.from("a"));
    expect((await reader.read()).done).toBe(true);
  });

  it("is read piece by piece with for await, one piece ahead at the most", async () => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of body) seen.push(chunk.toString());
    })();
    await Promise.resolve();
    push("a");
    push("b");
    expect(source.asked).toContain("pause");
    body.end(undefined);
    await reading;
    expect(seen).toEqual(["a", "b"]);
  });

  it("is discarded when its stream is cancelled", async () => {
    const stream = body.toWebStream();
    push("a");
    await stream.cancel();
    expect(source.asked).toContain("discard");
  });

  it("gathers bytes and text", async () => {
    const text = body.text();
    push("Grü");
    push("ße");
    body.end(undefined);
    expect(await text).toBe("Grüße");
  });

  it("refuses to gather more than the limit, announced or not", async () => {
    const gathered = body.bytes(3);
    push("ab");
    push("cd");
    await expect(gathered).rejects.toMatchObject({ code: "BODY_TOO_LARGE", statusCode: 413 });
    expect(source.asked).toEqual(["wanted", "discard"]);
    const announced = new RequestBody(source, 4);
    await expect(announced.bytes(3)).rejects.toMatchObject({ statusCode: 413 });
    expect(announced.error).toBeDefined();
  });

  it("fails its reader when the client has gone, after which nothing comes", async () => {
    const text = body.text();
    push("a");
    body.fail(new Error("gone"));
    push("b");
    await expect(text).rejects.toThrow("gone");
  });

  it("fails a stream that is read when the client has gone", async () => {
    const read = body.toWebStream().getReader().read();
    body.fail(new Error("gone"));
    await expect(read).rejects.toThrow("gone");
  });

  it("is closed by the answer: its rest is discarded and its reader told", () => {
    body.deliverTo(receiver);
    push("a");
    body.close();
    expect(receiver.events).toEqual(["a", "failed the request was answered before its body was read"]);
    expect(source.asked).toContain("discard");
  });
});
