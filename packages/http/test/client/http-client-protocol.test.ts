import { describe, expect, it } from "@jest/globals";
import { CancelledError, ConnectionDone, ConnectionLost, Protocol } from "@twist/core";
import { Clock, StringTransport } from "@twist/core/testing";
import { HTTPClientProtocol } from "../../src/client/http-client-protocol.js";
import type { RequestOptions } from "../../src/client/request-options.js";
import { Headers } from "../../src/wire/headers.js";
import { httpLimits } from "../../src/wire/http-limits.js";
import { reply, settle } from "./memory-server.js";

const url = "http://a/";

function connected(limits = {}): { http: HTTPClientProtocol; wire: StringTransport; clock: Clock } {
  const clock = new Clock();
  const wire = new StringTransport({ clock });
  const http = new HTTPClientProtocol({ limits: httpLimits(limits) });
  wire.start(http);
  return { http, wire, clock };
}

async function* pieces(...all: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* all;
}

describe("HTTPClientProtocol", () => {
  it("takes one request at a time, and the next one when the response has come", async () => {
    const { http, wire } = connected();
    const first = http.request({ url });
    expect(() => http.request({ url })).toThrow(TypeError);
    wire.deliver(reply("1"));
    expect(await (await first).text()).toBe("1");
    wire.clear();
    const second = http.request({ url, method: "POST", body: "é" });
    expect(wire.text()).toBe("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\né");
    wire.deliver(reply("2"));
    expect(await (await second).text()).toBe("2");
  });

  it("writes a request with a body of bytes at once", () => {
    const { http, wire } = connected();
    http.request({ url, method: "PUT", body: "hello" }).addErrback(() => undefined);
    expect(wire.chunks).toHaveLength(1);
  });

  it("chunks a body of unknown length, and sends its trailers", async () => {
    const { http, wire } = connected();
    const trailers = (): Headers => new Headers({ "X-Sum": "3" });
    const pending = http.request({ url, method: "POST", body: pieces("a", Buffer.from("bc"), ""), trailers });
    await settle();
    expect(wire.text()).toBe(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nX-Sum: 3\r\n\r\n",
    );
    wire.deliver(reply());
    await pending;
  });

  it("sends a body of a promised length as it is, and fails where it is longer or shorter", async () => {
    const { http, wire } = connected();
    const pending = http.request({ url, method: "POST", body: pieces("ab", "c"), contentLength: 3 });
    await settle();
    expect(wire.takeText()).toBe("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    wire.deliver(reply());
    await pending;
    for (const body of [pieces("ab"), pieces("abcd")]) {
      const other = connected();
      const bad = other.http.request({ url, method: "POST", body, contentLength: 3 });
      await expect(bad).rejects.toMatchObject({ code: "CONTENT_LENGTH_MISMATCH" });
      expect(other.wire.text()).not.toContain("abcd");
      expect(other.wire.disconnected).toBe(true);
    }
  });

  it("reads no more of a body than the server takes", async () => {
    const { http, wire } = connected();
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        read++;
        yield Buffer.alloc(1000);
      }
    }
    wire.full = true;
    const pending = http.request({ url, method: "POST", body: endless() });
    await settle();
    expect(read).toBe(1);
    wire.drain();
    wire.full = true;
    await settle();
    expect(read).toBe(2);
    pending.cancel();
    await expect(pending).rejects.toBeInstanceOf(CancelledError);
    expect(wire.disconnected).toBe(true);
  });

  it("fails the request, and the connection, with what the body's source throws", async () => {
    const { http, wire } = connected();
    async function* broken(): AsyncGenerator<string> {
      yield "a";
      throw new Error("no more paper");
    }
    await expect(http.request({ url, method: "POST", body: broken() })).rejects.toThrow("no more paper");
    expect(wire.disconnected).toBe(true);
    expect(wire.text()).not.toContain("0\r\n\r\n");
  });

  describe("Expect: 100-continue", () => {
    const options: RequestOptions = { url, method: "POST", body: "body", expectContinue: true };

    it("holds the body until the server says so", async () => {
      const { http, wire } = connected();
      const seen: number[] = [];
      const pending = http.request({ ...options, onInterim: (head) => seen.push(head.status) });
      expect(wire.takeText()).toBe("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      wire.deliver("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
      expect(wire.text()).toBe("");
      wire.deliver("HTTP/1.1 100 Continue\r\n\r\n");
      expect(wire.text()).toBe("body");
      wire.deliver(reply());
      await pending;
      expect(seen).toEqual([103, 100]);
    });

    it("sends it after a second of silence", () => {
      const { http, wire, clock } = connected();
      http.request(options).addErrback(() => undefined);
      wire.clear();
      clock.advance(999);
      expect(wire.text()).toBe("");
      clock.advance(1);
      expect(wire.text()).toBe("body");
    });

    it("never sends it after a final answer, and closes the connection", async () => {
      const { http, wire } = connected();
      const pending = http.request(options);
      wire.clear();
      wire.deliver(reply("no", "HTTP/1.1 413 Too Large"));
      expect(await (await pending).text()).toBe("no");
      expect(wire.text()).toBe("");
      expect(wire.disconnected).toBe(true);
    });
  });

  describe("an answer before the request is complete", () => {
    it("stops the body where it is a refusal, gives the answer, and closes", async () => {
      const { http, wire, clock } = connected();
      let stopped = false;
      async function* source(): AsyncGenerator<string> {
        try {
          for (;;) {
            yield "x";
            await new Promise<void>((resolve) => {
              clock.callLater(10, resolve);
            });
          }
        } finally {
          stopped = true;
        }
      }
      const pending = http.request({ url, method: "POST", body: source() });
      await settle();
      wire.deliver("HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nwh");
      const response = await pending;
      wire.deliver("at");
      expect(await response.text()).toBe("what");
      clock.advance(10);
      await settle();
      expect(stopped).toBe(true);
      expect(wire.disconnected).toBe(true);
    });

    it("doesn't send the rest of a large body behind a refusal, but of a small one", async () => {
      for (const [size, isSent] of [
        [128 * 1024 - 100, true],
        [128 * 1024 + 1, false],
      ] as const) {
        const { http, wire } = connected();
        wire.full = true;
        const pending = http.request({ url, method: "POST", body: Buffer.alloc(size) });
        wire.deliver(reply("no", "HTTP/1.1 405 No"));
        expect(await (await pending).text()).toBe("no");
        expect([http.free, http.served, wire.aborted === undefined]).toEqual([isSent, isSent ? 1 : 0, isSent]);
      }
    });

    it("sends the rest where it is none and the server closes, as long as it takes any", async () => {
      const { http, wire, clock } = connected();
      wire.full = true;
      const pending = http.request({ url, method: "POST", body: Buffer.alloc(1_000_000) });
      wire.deliver(reply("ok", "HTTP/1.1 200 OK\r\nConnection: close"));
      expect(await (await pending).text()).toBe("ok");
      expect(wire.disconnecting).toBe(true);
      clock.advance(59_999);
      wire.chunks = [Buffer.alloc(500_000)];
      clock.advance(60_000);
      expect(wire.aborted).toBeUndefined();
      clock.advance(1);
      expect(wire.aborted?.cause).toMatchObject({ code: "BODY_TIMEOUT" });
      wire.end();
      expect(clock.calls).toEqual([]);
    });

    it("goes on with the body where it isn't, and keeps the connection", async () => {
      const { http, wire } = connected();
      let more: () => void = () => undefined;
      async function* source(): AsyncGenerator<string> {
        yield "a";
        await new Promise<void>((resolve) => (more = resolve));
        yield "b";
      }
      const pending = http.request({ url, method: "POST", body: source() });
      await settle();
      wire.deliver(reply("early"));
      expect(await (await pending).text()).toBe("early");
      expect(http.free).toBe(false);
      more();
      await settle();
      expect(wire.text()).toContain("1\r\nb\r\n0\r\n\r\n");
      expect(http.free).toBe(true);
    });
  });

  describe("time-outs", () => {
    it("fails where no head comes in time, which a trickle of it doesn't put off", async () => {
      const { http, wire, clock } = connected();
      const pending = http.request({ url, headersTimeoutMs: 100 });
      for (const letter of "HTTP/1.1 2") {
        wire.deliver(letter);
        clock.advance(10);
      }
      await expect(pending).rejects.toMatchObject({ code: "HEADERS_TIMEOUT" });
      expect(wire.disconnected).toBe(true);
    });

    it("fails a body that pauses for too long", async () => {
      const { http, wire, clock } = connected();
      const pending = http.request({ url, bodyGapTimeoutMs: 100 });
      wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
      const text = (await pending).text();
      for (let n = 0; n < 3; n++) {
        clock.advance(99);
        wire.deliver("x");
      }
      clock.advance(100);
      await expect(text).rejects.toMatchObject({ code: "BODY_TIMEOUT" });
    });

    it("doesn't count the time in which nobody reads the body", async () => {
      const { http, wire, clock } = connected();
      const pending = http.request({ url, bodyGapTimeoutMs: 100 });
      wire.deliver(`HTTP/1.1 200 OK\r\nContent-Length: 70001\r\n\r\n${"x".repeat(70_000)}`);
      const response = await pending;
      expect(wire.readingPaused).toBe(true);
      clock.advance(1000);
      const text = response.text();
      expect(wire.readingPaused).toBe(false);
      wire.deliver("y");
      expect(await text).toHaveLength(70_001);
    });

    it("fails where the server takes nothing of the body", async () => {
      const { http, wire, clock } = connected();
      wire.full = true;
      const pending = http.request({ url, method: "POST", body: pieces("a", "b"), bodyGapTimeoutMs: 100 });
      await settle();
      clock.advance(100);
      await expect(pending).rejects.toMatchObject({ code: "BODY_TIMEOUT" });
    });

    it("ends everything with the total time, also inside the body", async () => {
      const { http, wire, clock } = connected();
      const pending = http.request({ url, timeoutMs: 100 });
      wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
      const text = (await pending).text();
      clock.advance(60);
      wire.deliver("x");
      clock.advance(40);
      await expect(text).rejects.toMatchObject({ code: "REQUEST_TIMEOUT" });
      expect(wire.disconnected).toBe(true);
    });

    it("leaves no total time behind", async () => {
      const { http, wire, clock } = connected();
      const pending = http.request({ url, timeoutMs: 100 });
      wire.deliver(reply("x"));
      clock.advance(200);
      expect(await (await pending).text()).toBe("x");
      expect(wire.disconnected).toBe(false);
    });
  });

  it("gives up with the signal's reason, before the head and inside the body", async () => {
    for (const head of ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"]) {
      const { http, wire } = connected();
      const controller = new AbortController();
      const pending = http.request({ url, signal: controller.signal });
      wire.deliver(head);
      const text = head === "" ? pending : (await pending).text();
      controller.abort(new Error("enough"));
      await expect(text).rejects.toThrow("enough");
      expect(wire.disconnected).toBe(true);
    }
  });

  it("reads a body until the connection closes, and fails one that ends too early", async () => {
    const whole = connected();
    const first = whole.http.request({ url });
    whole.wire.deliver("HTTP/1.1 200 OK\r\n\r\nsome");
    whole.wire.deliverEnd();
    expect(await (await first).text()).toBe("some");
    const cut = connected();
    const second = cut.http.request({ url });
    cut.wire.deliver("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nsome");
    const text = (await second).text();
    cut.wire.deliverEnd();
    await expect(text).rejects.toMatchObject({ code: "INCOMPLETE_MESSAGE" });
    const reset = connected();
    const third = reset.http.request({ url });
    reset.wire.deliver("HTTP/1.1 200 OK\r\n\r\nsome");
    const rest = (await third).text();
    reset.wire.end(new ConnectionLost());
    await expect(rest).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  });

  it("gives trailers once the body has been read", async () => {
    const { http, wire } = connected();
    const pending = http.request({ url });
    wire.deliver("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");
    const response = await pending;
    expect(await response.text()).toBe("a");
    expect(response.body.trailers?.get("x-sum")).toBe("1");
  });

  it("gives no body to HEAD, 204 and 304, whatever the fields say", async () => {
    const { http, wire } = connected();
    for (const [method, status] of [
      ["HEAD", "200 OK"],
      ["GET", "204 None"],
      ["GET", "304 Same"],
    ] as const) {
      const pending = http.request({ url, method });
      wire.deliver(`HTTP/1.1 ${status}\r\nContent-Length: 10\r\n\r\n`);
      expect(await (await pending).text()).toBe("");
      expect(http.free).toBe(true);
    }
  });

  it("hands an upgraded connection over, with all that came meanwhile", async () => {
    const { http, wire } = connected();
    const pending = http.request({ url, headers: { Connection: "Upgrade", Upgrade: "echo" } });
    wire.deliver("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nab");
    expect(wire.readingPaused).toBe(true);
    wire.deliver("c");
    const response = await pending;
    expect(response.upgraded).toBe(true);
    let received = "";
    class Next extends Protocol {
      override dataReceived(data: Buffer): void {
        received += data.toString();
      }
    }
    response.switchProtocol(new Next());
    wire.deliver("d");
    expect(received).toBe("abcd");
    expect(wire.readingPaused).toBe(false);
    expect(() => {
      response.switchProtocol(new Next());
    }).toThrow(TypeError);
  });

  it("says so where the upgraded connection is lost before anybody takes it", async () => {
    const { http, wire } = connected();
    const pending = http.request({ url, method: "CONNECT", target: "b:1" });
    expect(wire.text()).toBe("CONNECT b:1 HTTP/1.1\r\nHost: b:1\r\n\r\n");
    wire.deliver("HTTP/1.1 200 OK\r\n\r\n");
    const response = await pending;
    wire.end(new ConnectionDone());
    expect(() => {
      response.switchProtocol(new (class extends Protocol {})());
    }).toThrow(expect.objectContaining({ code: "CONNECTION_CLOSED" }));
  });
});
