import { describe, expect, it } from "@jest/globals";
import type { ResponseWriter } from "../../src/machine/response-writer.js";
import { Headers } from "../../src/wire/headers.js";
import { HTTPError } from "../../src/wire/http-error.js";
import { httpLimits } from "../../src/wire/http-limits.js";
import { chunksOf, everySplit, latin1 } from "../every-split.js";
import { RecordingServer } from "./recording-server.js";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

function answerAll(text: string): (response: ResponseWriter) => void {
  return (response) => {
    response.send(200, new Headers(), text);
  };
}

describe("HTTP1ServerMachine, reading", () => {
  const DIALOGUES: Record<string, [raw: string, events: string[]]> = {
    "a request without a body": [GET, ["head GET /", "end"]],
    "a body with a Content-Length": [
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      ["head POST /x", "data hello", "end"],
    ],
    "a chunked body with an extension and a trailer": [
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a="b"\r\nhello\r\n6\r\n world\r\n0\r\nDigest: x\r\n\r\n',
      ["head POST /", "data hello world", 'trailers [["Digest","x"]]', "end"],
    ],
    "three pipelined requests of each framing": [
      `${GET}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\naPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n`,
      ["head GET /", "end", "head POST /", "data a", "end", "head POST /", "data b", "end"],
    ],
    "a request of HTTP/1.0, and nothing after it": [`GET / HTTP/1.0\r\n\r\n${GET}`, ["head GET /", "end"]],
    "a request with Connection: close, and nothing after it": [
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${GET}`,
      ["head GET /", "end"],
    ],
    "a request of HTTP/1.0 with keep-alive, and the next": [
      `GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n`,
      ["head GET /", "end", "head GET /2", "end"],
    ],
  };

  it.each(Object.entries(DIALOGUES))("reads %s, however it is cut", (_name, [raw, events]) => {
    for (const chunks of everySplit(latin1(raw)))
      expect(new RecordingServer().receive(...chunks).events).toEqual(events);
  });

  it("reads each form of target, and takes the authority from where the RFC says", () => {
    const server = new RecordingServer({ limits: httpLimits({ maxPipelinedRequests: 99 }) });
    server.receive(
      "GET /a?b HTTP/1.1\r\nHost: h:81\r\n\r\n",
      "GET http://other:8080/a HTTP/1.1\r\nHost: h\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
      "CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n",
    );
    expect(server.heads.map(({ targetForm, authority }) => [targetForm, authority])).toEqual([
      ["origin", "h:81"],
      ["absolute", "other:8080"],
      ["asterisk", "[::1]:80"],
      ["authority", "example.com:443"],
    ]);
  });

  it("gives the fields with their case, trimmed of SP and HTAB only", () => {
    const server = new RecordingServer().receive(
      "GET / HTTP/1.1\r\nHost: a\r\nX-Y: \t\xa0v \t\r\n__proto__: p\r\n\r\n",
    );
    expect([...(server.heads[0]?.headers ?? [])]).toEqual([
      ["Host", "a"],
      ["X-Y", "\xa0v"],
      ["__proto__", "p"],
    ]);
  });

  it("reports the error once and reads nothing afterwards", () => {
    const server = new RecordingServer().receive("BAD\r\n\r\n", GET, GET);
    expect(server.events).toEqual(["error 400 BAD_REQUEST_LINE"]);
  });

  it("reports a connection that ends inside a head or a body", () => {
    for (const raw of ["GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na"]) {
      const server = new RecordingServer().receive(raw);
      server.machine.endOfInput();
      expect(server.errors.map((error) => error.code)).toEqual(["INCOMPLETE_MESSAGE"]);
    }
  });

  it("answers what has come before the peer's end, then ends", () => {
    const server = new RecordingServer().receive(GET);
    server.machine.endOfInput();
    expect(server.events).toEqual(["head GET /", "end"]);
    server.responses[0]?.send(200);
    expect(server.output()).toContain("Connection: close");
    expect(server.events.at(-1)).toBe("closed");
  });

  it("ends an idle connection with the peer's end", () => {
    const server = new RecordingServer();
    server.machine.endOfInput();
    expect(server.events).toEqual(["closed"]);
  });
});

describe("HTTP1ServerMachine, limits", () => {
  const field = (bytes: number): string => `X: ${"a".repeat(bytes - 3)}\r\n`;
  const withFields = (fields: string): string => `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
  const chunkedBody = (body: string): string =>
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
  const HOST_LINE = "Host: a\r\n".length;
  const CASES: Record<string, [fits: string, tooMuch: string, error: string]> = {
    "a target": [
      `GET /${"a".repeat(8192 - 6)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /${"a".repeat(8192 - 4)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      "414 TARGET_TOO_LONG",
    ],
    "a method": [
      `${"M".repeat(32)} / HTTP/1.1\r\nHost: a\r\n\r\n`,
      `${"M".repeat(33)} / HTTP/1.1\r\nHost: a\r\n\r\n`,
      "501 METHOD_TOO_LONG",
    ],
    "a field line": [withFields(field(8192)), withFields(field(8193)), "431 FIELDS_TOO_LARGE"],
    "all field lines": [
      withFields(field(8192) + field(16_384 - HOST_LINE - 8194 - 2)),
      withFields(field(8192) + field(16_384 - HOST_LINE - 8194 + 1)),
      "431 FIELDS_TOO_LARGE",
    ],
    "the number of fields": [withFields("X:\r\n".repeat(99)), withFields("X:\r\n".repeat(100)), "431 FIELDS_TOO_LARGE"],
    "a chunk-size line": [
      chunkedBody(`1;${"x".repeat(254)}\r\na\r\n0\r\n\r\n`),
      chunkedBody(`1;${"x".repeat(255)}\r\na\r\n0\r\n\r\n`),
      "400 BAD_CHUNK",
    ],
    "leading zeros of a chunk size": [
      chunkedBody(`${"0".repeat(255)}1\r\na\r\n0\r\n\r\n`),
      chunkedBody(`${"0".repeat(256)}1\r\na\r\n0\r\n\r\n`),
      "400 BAD_CHUNK",
    ],
    "chunk extensions together": [
      chunkedBody(`${`2;${"x".repeat(127)}\r\nab\r\n`.repeat(128)}0\r\n\r\n`),
      chunkedBody(`${`2;${"x".repeat(127)}\r\nab\r\n`.repeat(129)}0\r\n\r\n`),
      "400 BAD_CHUNK",
    ],
    "tiny chunks": [
      chunkedBody(`${"1\r\na\r\n".repeat(60_000)}0\r\n\r\n`),
      chunkedBody(`${"1\r\na\r\n".repeat(70_000)}0\r\n\r\n`),
      "400 CHUNK_OVERHEAD",
    ],
    "a trailer section": [
      chunkedBody(`0\r\n${field(4000)}${field(4000)}\r\n`),
      chunkedBody(`0\r\n${field(4100)}${field(4100)}\r\n`),
      "431 FIELDS_TOO_LARGE",
    ],
    "the number of trailers": [
      chunkedBody(`0\r\n${"X:\r\n".repeat(32)}\r\n`),
      chunkedBody(`0\r\n${"X:\r\n".repeat(33)}\r\n`),
      "431 FIELDS_TOO_LARGE",
    ],
  };

  it.each(Object.entries(CASES))("bounds %s", (_name, [fits, tooMuch, error]) => {
    const pieces = [(bytes: Buffer): Buffer[] => [bytes], (bytes: Buffer): Buffer[] => chunksOf(bytes, 1000)];
    for (const cut of pieces) {
      expect(new RecordingServer().receive(...cut(latin1(fits))).events.at(-1)).toBe("end");
      expect(new RecordingServer().receive(...cut(latin1(tooMuch))).events.at(-1)).toBe(`error ${error}`);
    }
  });

  it("bounds a body by maxBodyBytes, announced or not", () => {
    const limits = httpLimits({ maxBodyBytes: 3 });
    const announced = (size: number): string => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(size)}\r\n\r\n`;
    expect(new RecordingServer({ limits }).receive(`${announced(3)}abc`).events.at(-1)).toBe("end");
    expect(new RecordingServer({ limits }).receive(announced(4)).events).toEqual(["error 413 BODY_TOO_LARGE"]);
    expect(new RecordingServer({ limits }).receive(chunkedBody("3\r\nabc\r\n0\r\n\r\n")).events.at(-1)).toBe("end");
    expect(new RecordingServer({ limits }).receive(chunkedBody("3\r\nabc\r\n1\r\n")).events.at(-1)).toBe(
      "error 413 BODY_TOO_LARGE",
    );
  });

  it("reads no further than 16 unanswered requests, and goes on as they are answered", () => {
    const server = new RecordingServer().receive(GET.repeat(20));
    expect(server.responses).toHaveLength(16);
    expect(server.events.at(-1)).toBe("pause");
    server.receive(GET);
    server.responses[0]?.send(200);
    expect(server.responses).toHaveLength(17);
    for (let i = 1; i < 21; i++) server.responses[i]?.send(200);
    expect(server.responses).toHaveLength(21);
    expect(server.events.filter((event) => event === "resume")).toHaveLength(1);
    expect(server.output().split("HTTP/1.1 200").length - 1).toBe(21);
  });

  it("answers the last request that a connection may have with Connection: close", () => {
    const server = new RecordingServer({ limits: httpLimits({ maxRequestsPerConnection: 2 }) }, answerAll("x"));
    server.receive(GET.repeat(3));
    expect(server.responses).toHaveLength(2);
    expect(server.output().match(/Connection: close/g)).toHaveLength(1);
    expect(server.events.at(-1)).toBe("closed");
  });

  it("drops an unwanted body up to its limit, and gives up beyond", () => {
    const limits = httpLimits({ maxDiscardedBodyBytes: 10 });
    for (const [size, last] of [
      [10, "head GET /"],
      [11, "closed"],
    ] as const) {
      const server = new RecordingServer({ limits }, (response) => {
        response.send(413);
        server.machine.discardBody();
      });
      server.receive(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${String(size)}\r\n\r\n`, "x".repeat(size), GET);
      expect(server.events.filter((event) => event !== "end").at(-1)).toBe(last);
      expect(server.events.some((event) => event.startsWith("data"))).toBe(false);
    }
  });

  it("answers 200,000 pipelined requests in one chunk, in linear time and without recursion", () => {
    const limits = httpLimits({ maxRequestsPerConnection: Infinity });
    const short = "GET / HTTP/1.1\r\nHost:a\r\n\r\n";
    const once = (requests: number): number => {
      let answered = 0;
      const server = new RecordingServer({ limits }, (response) => {
        response.send(204);
        answered++;
        if (answered % 1000 === 0) server.output();
        server.heads.length = server.responses.length = 0;
      });
      server.requestEnd = () => undefined;
      server.requestHead = (head, response) => {
        server.onRequest(response, head);
      };
      server.receive(Buffer.alloc(short.length * requests, short));
      return answered;
    };
    expect(once(200_000)).toBe(200_000);
  });
});

describe("HTTP1ServerMachine, the order of answers", () => {
  it("sends a fast second answer after a slow first one, gathered", () => {
    const server = new RecordingServer().receive(GET, GET, GET);
    const [first, second, third] = server.responses;
    third?.send(200, new Headers(), "3");
    second?.sendHead(200, new Headers(), { contentLength: 2 });
    second?.sendBody("2");
    expect(server.output()).toBe("");
    expect(second?.heldBytes).toBeGreaterThan(0);
    first?.send(200, new Headers(), "1");
    expect(server.output()).toBe(
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n2",
    );
    second?.sendBody("b");
    second?.end();
    expect(server.output()).toBe("bHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3");
  });

  it("drops what was asked after an answer that closes the connection", () => {
    const server = new RecordingServer().receive(GET, GET);
    server.responses[1]?.send(200, new Headers(), "never");
    server.responses[0]?.send(200, new Headers([["Connection", "close"]]), "last");
    expect(server.output()).toMatch(/last$/);
    expect(server.events.slice(-2)).toEqual(["dropped 1", "closed"]);
  });

  it("marks only the last of the answers with Connection: close when the client closes", () => {
    const server = new RecordingServer().receive(
      GET,
      GET,
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      GET,
    );
    expect(server.responses).toHaveLength(3);
    for (const response of server.responses) response.send(204);
    expect(server.output()).toBe(
      "HTTP/1.1 204 No Content\r\n\r\n".repeat(2) + "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    );
    expect(server.events.at(-1)).toBe("closed");
  });

  it("answers an error in its place, and ends", () => {
    const server = new RecordingServer().receive(GET, "BAD\r\n");
    server.errorResponse?.send(400, new Headers(), "bad");
    expect(server.output()).toBe("");
    server.responses[0]?.send(200, new Headers(), "good");
    expect(server.output()).toMatch(/good.*Connection: close\r\n\r\nbad$/s);
    expect(server.events.at(-1)).toBe("closed");
  });

  it("answers an error inside a body on the response of its request, unless its head has gone out", () => {
    const raw = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const silent = new RecordingServer().receive(raw, "zz\r\n");
    expect(silent.errorResponse).toBe(silent.responses[0]);
    const begun = new RecordingServer({}, (response) => {
      response.sendHead(200);
    });
    begun.receive(raw, "zz\r\n");
    expect(begun.errorResponse).toBeUndefined();
    begun.responses[0]?.end();
    expect(begun.events.at(-1)).toBe("closed");
  });

  it("reports a time-out as an error of the request that is being read", () => {
    const server = new RecordingServer().receive("GET / HT");
    server.machine.refuse(new HTTPError("too slow", { statusCode: 408 }));
    server.errorResponse?.send(408);
    expect(server.output()).toMatch(
      /^HTTP\/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/,
    );
    expect(server.events.at(-1)).toBe("closed");
  });
});

describe("HTTP1ServerMachine, shutting down", () => {
  it("ends an idle connection at once", () => {
    const server = new RecordingServer();
    server.machine.shutdown();
    expect(server.events).toEqual(["closed"]);
  });

  it("finishes what has come, and takes no more", () => {
    const server = new RecordingServer().receive(GET);
    server.machine.shutdown();
    server.receive(GET);
    server.responses[0]?.send(204);
    expect(server.output()).toContain("Connection: close");
    expect(server.events).toEqual(["head GET /", "end", "closed"]);
  });
});

describe("HTTP1ServerMachine, Expect", () => {
  const EXPECTING = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";

  it("sends 100 on demand, once", () => {
    const server = new RecordingServer().receive(EXPECTING);
    expect(server.output()).toBe("");
    server.responses[0]?.sendContinue();
    server.responses[0]?.sendContinue();
    expect(server.output()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    server.receive("ab");
    server.responses[0]?.send(204);
    expect(server.output()).toBe("HTTP/1.1 204 No Content\r\n\r\n");
  });

  it("closes where it answers without having asked for the body", () => {
    const server = new RecordingServer().receive(EXPECTING);
    server.responses[0]?.send(403);
    expect(server.output()).toContain("Connection: close");
    expect(server.events.at(-1)).toBe("closed");
  });

  it("sends no 100 where the body has come unasked", () => {
    const server = new RecordingServer().receive(`${EXPECTING}a`);
    server.responses[0]?.sendContinue();
    expect(server.output()).toBe("");
  });

  it("ignores it in HTTP/1.0, and refuses any other expectation", () => {
    const old = new RecordingServer().receive("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    expect(old.heads[0]?.expectsContinue).toBe(false);
    expect(new RecordingServer().receive("GET / HTTP/1.1\r\nHost: a\r\nExpect: rain\r\n\r\n").events).toEqual([
      "error 417 EXPECTATION_FAILED",
    ]);
  });
});

describe("HTTP1ServerMachine, Upgrade and CONNECT", () => {
  const UPGRADE = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";

  it("hands over what follows an upgrade, whatever it looks like", () => {
    for (const chunks of everySplit(latin1(UPGRADE + GET))) {
      const server = new RecordingServer().receive(...chunks);
      server.responses[0]?.sendHead(
        101,
        new Headers([
          ["Connection", "upgrade"],
          ["Upgrade", "websocket"],
        ]),
      );
      expect(server.output()).toBe(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
      );
      expect(server.events.filter((event) => event !== "pause" && event !== "resume")).toEqual([
        "head GET /chat",
        "end",
        `upgraded ${GET}`,
      ]);
      expect(server.machine.state).toBe("switched");
    }
  });

  it("can be granted from inside requestHead", () => {
    const server = new RecordingServer({}, (response) => {
      response.sendHead(101);
    }).receive(`${UPGRADE}left`);
    expect(server.events).toEqual(["head GET /chat", "upgraded left"]);
  });

  it("goes on with HTTP where the upgrade is declined", () => {
    const server = new RecordingServer().receive(UPGRADE + GET);
    expect(server.events).toEqual(["head GET /chat", "end", "pause"]);
    server.responses[0]?.send(200, new Headers(), "plain");
    expect(server.events.slice(3)).toEqual(["head GET /", "end", "resume"]);
  });

  it("waits for the answers that come before it", () => {
    const server = new RecordingServer().receive(GET + UPGRADE);
    server.responses[1]?.sendHead(101);
    expect(server.output()).toBe("");
    server.responses[0]?.send(204);
    expect(server.output()).toBe("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n");
    expect(server.events.at(-1)).toMatch(/^upgraded/);
  });

  it("tunnels after a 2xx to CONNECT", () => {
    const server = new RecordingServer().receive("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n\x16\x03\x01");
    server.responses[0]?.sendHead(200);
    expect(server.output()).toBe("HTTP/1.1 200 OK\r\n\r\n");
    expect(server.events.at(-1)).toBe("upgraded \x16\x03\x01");
  });

  it("refuses 101 to a request that doesn't ask for it", () => {
    const server = new RecordingServer().receive(GET);
    expect(() => server.responses[0]?.sendHead(101)).toThrow(TypeError);
    expect(server.output()).toBe("");
  });
});

describe("holding", () => {
  it("begins no request while it is held, and goes on with what came meanwhile", () => {
    const server = new RecordingServer();
    server.machine.hold();
    server.receive("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(server.events).toEqual(["pause"]);
    server.machine.release();
    expect(server.events).toEqual(["pause", "head GET /a", "end", "head GET /b", "end", "resume"]);
  });
});
