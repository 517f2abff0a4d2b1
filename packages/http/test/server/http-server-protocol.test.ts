import { describe, expect, it, jest } from "@jest/globals";
import { type LogEvent, Protocol, logPublisher } from "@twist/core";
import { playTranscriptAtEverySplit } from "@twist/core/testing";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import { ServedConnection, settled } from "./served-connection.js";

const echo: RequestHandler = async (request, response) => {
  response.send(
    200,
    { "Content-Type": "text/plain" },
    `${request.method} ${request.path} ${await request.body.text()}`,
  );
};

const GET = "GET / HTTP/1.1\nHost: a\n\n";

/** What is logged while `run` runs. */
async function logged(run: () => unknown): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const stop = logPublisher.addObserver((event) => events.push(event));
  try {
    await run();
  } finally {
    stop();
  }
  return events;
}

describe("dialogues, at every split of the client's bytes", () => {
  const server =
    (onRequest: RequestHandler = echo) =>
    () => ({ server: new HTTPFactory({ onRequest }).buildProtocol() });

  it("answers two requests on one connection", async () => {
    await playTranscriptAtEverySplit(
      `C: GET /a HTTP/1.1
       C: Host: example.com
       C:
       S: HTTP/1.1 200 OK
       S: /Date: .* GMT/
       S: Content-Type: text/plain
       S: Content-Length: 7
       S:
       S: GET /a \\
       C: POST /b HTTP/1.1
       C: Host: example.com
       C: Content-Length: 5
       C:
       C: hello\\
       S: HTTP/1.1 200 OK
       S: /Date: .* GMT/
       S: Content-Type: text/plain
       S: Content-Length: 13
       S:
       S: POST /b hello\\`,
      server(),
      { randomSplits: 3 },
    );
  });

  it("reads a chunked body, and closes after Connection: close", async () => {
    await playTranscriptAtEverySplit(
      `C: PUT /c HTTP/1.1
       C: Host: example.com
       C: Transfer-Encoding: chunked
       C: Connection: close
       C:
       C: 5
       C: hello
       C: 7
       C: , world
       C: 0
       C:
       S: HTTP/1.1 200 OK
       S: /Date: .* GMT/
       S: Content-Type: text/plain
       S: Content-Length: 19
       S: Connection: close
       S:
       S: PUT /c hello, world\\
       S! close`,
      server(),
      { randomSplits: 3 },
    );
  });

  it("sends 100 Continue when the body is first asked for", async () => {
    await playTranscriptAtEverySplit(
      `C: POST /d HTTP/1.1
       C: Host: example.com
       C: Content-Length: 2
       C: Expect: 100-continue
       C:
       S: HTTP/1.1 100 Continue
       S:
       C: ok\\
       S: HTTP/1.1 200 OK
       S: /Date: .* GMT/
       S: Content-Type: text/plain
       S: Content-Length: 10
       S:
       S: POST /d ok\\`,
      server(),
      { randomSplits: 3 },
    );
  });

  it("answers HTTP/1.0 and closes", async () => {
    await playTranscriptAtEverySplit(
      `C: GET / HTTP/1.0
       C:
       S: HTTP/1.1 200 OK
       S: /Date: .* GMT/
       S: Content-Type: text/plain
       S: Content-Length: 6
       S: Connection: close
       S:
       S: GET / \\
       S! close`,
      server(),
      { randomSplits: 3 },
    );
  });

  it.each([
    [
      "a malformed request line",
      "C: NOT HTTP",
      "400 Bad Request",
      "the request line isn't method SP target SP version CRLF",
    ],
    [
      "a version it doesn't speak",
      "C: GET / HTTP/2.0",
      "505 HTTP Version Not Supported",
      "only HTTP/1.0 and HTTP/1.1 are spoken here",
    ],
    [
      "two Hosts",
      "C: GET / HTTP/1.1\n C: Host: a\n C: Host: b\n C:",
      "400 Bad Request",
      "there isn't exactly one Host",
    ],
    [
      "a coding it doesn't know",
      "C: PUT / HTTP/1.1\n C: Host: a\n C: Transfer-Encoding: gzip, chunked\n C:",
      "501 Not Implemented",
      "no transfer coding but chunked is implemented",
    ],
    [
      "a long target",
      `C: GET /${"a".repeat(9000)} HTTP/1.1`,
      "414 URI Too Long",
      "the request-target is over the limit",
    ],
    [
      "a large field",
      `C: GET / HTTP/1.1\n C: Host: a\n C: X: ${"a".repeat(9000)}`,
      "431 Request Header Fields Too Large",
      "the fields are over a limit of size or number",
    ],
  ])("answers %s with its status, and closes", async (_what, request, status, detail) => {
    await playTranscriptAtEverySplit(
      `${request}
       S: HTTP/1.1 ${status}
       S: /Date: .* GMT/
       S: Content-Type: text/plain; charset=utf-8
       S: X-Content-Type-Options: nosniff
       S: /Content-Length: \\d+/
       S: Connection: close
       S:
       S: ${status}\\n${detail}\\n\\
       S! close`,
      server(),
      { randomSplits: 2, maxCuts: 40 },
    );
  });
});

describe("pipelining", () => {
  it("sends the answers to pipelined requests in one write", () => {
    const connection = new ServedConnection((_request, response) => response.send(200, {}, "x"));
    connection.transport.deliver(GET.replaceAll("\n", "\r\n").repeat(16));
    expect(connection.transport.chunks).toHaveLength(1);
    expect(connection.answer().match(/HTTP\/1.1 200 OK/g)).toHaveLength(16);
  });

  // CVE-2023-46137 and CVE-2024-41671: Twisted sent them as they were ready.
  it("keeps the order of requests when the first is slow and the second quick", () => {
    const waiting: HTTPResponse[] = [];
    const connection = new ServedConnection((request, response) => {
      if (request.path === "/slow") waiting.push(response);
      else response.send(200, {}, "quick");
    });
    expect(connection.send(GET.replace("/", "/slow") + GET)).toBe("");
    waiting[0]?.send(200, {}, "slow");
    expect(connection.answer()).toBe(
      "HTTP/1.1 200 OK\nContent-Length: 4\n\nslowHTTP/1.1 200 OK\nContent-Length: 5\n\nquick",
    );
  });

  it("pauses what is made ahead of its turn, and resumes it when its turn comes", () => {
    const responses: HTTPResponse[] = [];
    const connection = new ServedConnection((_request, response) => responses.push(response));
    connection.send(GET + GET);
    const [first, second] = responses as [HTTPResponse, HTTPResponse];
    const producer = { pauseProducing: jest.fn(), resumeProducing: jest.fn(), stopProducing: jest.fn() };
    second.sendHead(200);
    second.registerProducer(producer, { streaming: true });
    expect(second.write(Buffer.alloc(100_000))).toBe(false);
    expect(producer.pauseProducing).toHaveBeenCalledTimes(1);
    expect(connection.answer()).toBe("");
    first.send(200, {}, "first");
    expect(producer.resumeProducing).toHaveBeenCalledTimes(1);
    expect(connection.answer()).toContain("first");
  });

  it("stops reading while too many requests wait for their answers", () => {
    const responses: HTTPResponse[] = [];
    const connection = new ServedConnection((_request, response) => responses.push(response), {
      limits: { maxPipelinedRequests: 2 },
    });
    connection.send(GET.repeat(5));
    expect(responses).toHaveLength(2);
    expect(connection.transport.readingPaused).toBe(true);
    for (let i = 0; i < 5; i++) responses[i]?.send(200);
    expect(responses).toHaveLength(5);
    expect(connection.transport.readingPaused).toBe(false);
  });

  it("answers very many requests that come at once, without a deep stack", () => {
    let answered = 0;
    const connection = new ServedConnection(
      (_request, response) => {
        answered++;
        response.send(200);
      },
      { limits: { maxRequestsPerConnection: Number.POSITIVE_INFINITY } },
    );
    connection.transport.deliver(GET.replaceAll("\n", "\r\n").repeat(100_000));
    expect(answered).toBe(100_000);
  });

  // A few bytes of requests for very many of answers, which nobody reads.
  it("begins no more requests while its client doesn't read the answers", () => {
    let begun = 0;
    const connection = new ServedConnection((_request, response) => {
      begun++;
      response.send(200, {}, Buffer.alloc(40_000));
    });
    connection.transport.full = true;
    connection.transport.deliver(GET.replaceAll("\n", "\r\n").repeat(100));
    expect(begun).toBe(2);
    connection.transport.drain();
    expect(begun).toBe(100);
  });

  it.each([
    ["said that it was its last request", "GET / HTTP/1.1\nHost: h\nConnection: close\n\n", true],
    ["speaks HTTP/1.0", "GET / HTTP/1.0\n\n", true],
    ["may send more", "GET / HTTP/1.1\nHost: h\n\n", false],
    ["still sends its body", "PUT / HTTP/1.1\nHost: h\nConnection: close\nContent-Length: 2\n\n", false],
  ])("tells the transport to wait for the end of a client, or not, that %s", (_what, request, peerIsDone) => {
    const connection = new ServedConnection((_request, response) => {
      response.send(200, { Connection: "close" });
    });
    const lose = jest.spyOn(connection.transport, "loseConnection");
    connection.send(request);
    expect(lose.mock.calls).toEqual([[peerIsDone ? { peerIsDone } : undefined]]);
  });

  it("closes after the last request that one connection may have", () => {
    const connection = new ServedConnection((_request, response) => response.send(200), {
      limits: { maxRequestsPerConnection: 2 },
    });
    expect(connection.send(GET)).not.toContain("Connection: close");
    expect(connection.send(GET)).toContain("Connection: close");
    expect(connection.transport.disconnecting).toBe(true);
  });
});

describe("a handler that fails", () => {
  it("answers 500 and logs once when it throws", async () => {
    const events = await logged(() => {
      const connection = new ServedConnection((_request, response) => {
        response.headers.set("Set-Cookie", "secret");
        throw new Error("boom");
      });
      const answer = connection.send(GET);
      expect(answer).toMatch(/^HTTP\/1.1 500 Internal Server Error\n/);
      expect(answer).not.toContain("secret");
      expect(answer).not.toContain("boom");
      expect(connection.send(GET)).toContain("500");
    });
    expect(events.map(({ level, error }) => [level, (error as Error).message])).toEqual([
      ["error", "boom"],
      ["error", "boom"],
    ]);
  });

  it("answers 500 when its promise fails, and when it is kept without an answer", async () => {
    const events = await logged(async () => {
      const failing = new ServedConnection(() => Promise.reject(new Error("boom")));
      failing.send(GET);
      const silent = new ServedConnection(() => Promise.resolve());
      silent.send(GET);
      await settled();
      expect(failing.answer()).toContain("500 Internal Server Error");
      expect(silent.answer()).toContain("500 Internal Server Error");
    });
    expect(events).toHaveLength(2);
  });

  it("aborts the connection when it fails after the head", async () => {
    const events = await logged(() => {
      const connection = new ServedConnection((_request, response) => {
        response.sendHead(200);
        response.write("half");
        throw new Error("boom");
      });
      connection.send(GET);
      expect(connection.transport.aborted).toBeDefined();
    });
    expect(events).toHaveLength(1);
  });

  it("isn't logged when its client has gone", async () => {
    const events = await logged(async () => {
      const connection = new ServedConnection(async (request) => {
        await new Promise((_resolve, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
        });
      });
      connection.send(GET);
      connection.transport.end();
      await settled();
    });
    expect(events).toEqual([]);
  });
});

describe("the end of a connection", () => {
  it("aborts the signal of a request whose client goes away, and stops its producer", () => {
    let signal: AbortSignal | undefined;
    const producer = { pauseProducing: jest.fn(), resumeProducing: jest.fn(), stopProducing: jest.fn() };
    const connection = new ServedConnection((request, response) => {
      signal = request.signal;
      response.sendHead(200);
      response.registerProducer(producer, { streaming: true });
    });
    connection.send(GET);
    expect(signal?.aborted).toBe(false);
    connection.transport.end();
    expect(signal?.aborted).toBe(true);
    expect(producer.stopProducing).toHaveBeenCalledTimes(1);
  });

  it("drops what a handler still sends, without an error", () => {
    let late: HTTPResponse | undefined;
    const connection = new ServedConnection((_request, response) => {
      late = response;
    });
    connection.send(GET);
    connection.transport.end();
    late?.send(200, {}, "late");
    expect(late?.finished).toBe(true);
    expect(late?.status).toBe(0);
  });

  it("answers what was asked before the client closed its direction", async () => {
    const connection = new ServedConnection(async (_request, response) => {
      await Promise.resolve();
      response.send(200, {}, "answer");
    });
    connection.send(GET);
    connection.transport.deliverEnd();
    await settled();
    expect(connection.answer()).toContain("answer");
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("finishes what is in flight when the server stops, and says so", () => {
    const responses: HTTPResponse[] = [];
    const connection = new ServedConnection((_request, response) => responses.push(response));
    connection.send(GET);
    connection.transport.finishConnection();
    expect(connection.transport.disconnecting).toBe(false);
    responses[0]?.send(200, {}, "done");
    expect(connection.answer()).toBe("HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\ndone");
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("closes an idle connection at once when the server stops", () => {
    const connection = new ServedConnection((_request, response) => response.send(200));
    connection.send(GET);
    connection.transport.finishConnection();
    expect(connection.transport.disconnecting).toBe(true);
  });
});

describe("bodies that nobody wants, or wants slowly", () => {
  it("discards the body of a request that is answered without reading it, and goes on", () => {
    const connection = new ServedConnection((request, response) => response.send(200, {}, request.path));
    const post = "POST /post HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello";
    expect(connection.send(post + GET).match(/200 OK/g)).toHaveLength(2);
  });

  it("closes instead of reading a body that is too long to be discarded", () => {
    const connection = new ServedConnection((_request, response) => response.send(403), {
      limits: { maxDiscardedBodyBytes: 1000 },
    });
    connection.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1000000\n\n");
    connection.transport.deliver(Buffer.alloc(2000));
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("pauses reading while a body waits for its reader, and delivers all of it in the end", async () => {
    let read: () => Promise<string> = () => Promise.resolve("");
    const connection = new ServedConnection((request, response) => {
      read = async () => {
        const text = await request.body.text();
        response.send(200, {}, "thanks");
        return text;
      };
    });
    connection.send("POST / HTTP/1.1\nHost: a\nContent-Length: 100000\n\n");
    connection.transport.deliver("a".repeat(70_000));
    expect(connection.transport.readingPaused).toBe(true);
    const text = read();
    expect(connection.transport.readingPaused).toBe(false);
    connection.transport.deliver("b".repeat(30_000));
    expect(await text).toBe("a".repeat(70_000) + "b".repeat(30_000));
    expect(connection.answer()).toContain("thanks");
  });

  it("answers 413 for a body over maxBodyBytes, and tells its reader", async () => {
    const connection = new ServedConnection(echo, { limits: { maxBodyBytes: 10 } });
    const answer = connection.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nb\nhello world\n0\n\n");
    await settled();
    expect(answer + connection.answer()).toMatch(/^HTTP\/1.1 413 Content Too Large\n/);
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("answers 413 for a body over its reader's limit, without logging", async () => {
    const events = await logged(async () => {
      const connection = new ServedConnection(async (request) => request.body.bytes(4));
      connection.send("POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello");
      await settled();
      expect(connection.answer()).toContain("413 Content Too Large");
    });
    expect(events).toEqual([]);
  });

  it("tells the reader of a body that its client went away in the middle", async () => {
    const failures: unknown[] = [];
    const connection = new ServedConnection(async (request) => {
      await request.body.text().catch((error: unknown) => failures.push(error));
    });
    connection.send("POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nhel");
    connection.transport.end();
    await settled();
    expect(failures).toHaveLength(1);
  });
});

describe("a slow reader", () => {
  it("is not read from while it doesn't read, and its producer waits", () => {
    const producer = { pauseProducing: jest.fn(), resumeProducing: jest.fn(), stopProducing: jest.fn() };
    let response!: HTTPResponse;
    const connection = new ServedConnection((_request, made) => {
      response = made;
    });
    connection.send(GET);
    response.sendHead(200);
    response.registerProducer(producer, { streaming: true });
    connection.transport.full = true;
    expect(response.write("more")).toBe(false);
    expect(producer.pauseProducing).toHaveBeenCalledTimes(1);
    expect(connection.transport.readingPaused).toBe(true);
    connection.transport.drain();
    expect(producer.resumeProducing).toHaveBeenCalledTimes(1);
    expect(connection.transport.readingPaused).toBe(false);
    expect(response.write("more")).toBe(true);
  });
});

describe("another protocol on the same wire", () => {
  class Recorder extends Protocol {
    readonly received: string[] = [];
    override dataReceived(data: Buffer): void {
      this.received.push(data.toString());
    }
  }

  it("gets an upgraded connection, with the bytes that came too early", () => {
    const next = new Recorder();
    const connection = new ServedConnection((request, response) => {
      expect(request.mayUpgrade).toBe(true);
      response.upgrade(next, { Upgrade: "echo", Connection: "Upgrade" });
    });
    const answer = connection.send("GET / HTTP/1.1\nHost: a\nUpgrade: echo\nConnection: Upgrade\n\nearly");
    connection.transport.deliver("late");
    expect(answer).toBe("HTTP/1.1 101 Switching Protocols\nUpgrade: echo\nConnection: Upgrade\n\n");
    expect(next.received).toEqual(["early", "late"]);
  });

  it("gets the tunnel of a CONNECT, also when it is granted later", () => {
    const next = new Recorder();
    let granted: HTTPResponse | undefined;
    const connection = new ServedConnection((_request, response) => {
      granted = response;
    });
    connection.send("CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\n\nhello");
    granted?.upgrade(next);
    expect(connection.answer()).toBe("HTTP/1.1 200 OK\n\n");
    expect(next.received).toEqual(["hello"]);
    connection.clock.advance(1_000_000);
    expect(connection.transport.disconnecting).toBe(false);
  });

  it("is refused where the client didn't ask for it", () => {
    const connection = new ServedConnection((_request, response) => {
      expect(() => response.upgrade(new Recorder())).toThrow(TypeError);
      response.send(200);
    });
    expect(connection.send(GET)).toContain("200 OK");
  });
});
