import { describe, expect, it } from "@jest/globals";
import { ContentLengthError } from "../../src/wire/content-length-error.js";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { Headers } from "../../src/wire/headers.js";
import { HTTPError } from "../../src/wire/http-error.js";
import { httpLimits } from "../../src/wire/http-limits.js";
import { everySplit, latin1 } from "../every-split.js";
import { RecordingClient } from "./recording-client.js";

const HOST = new Headers([["Host", "a"]]);

describe("HTTP1ClientMachine, reading responses by RFC 9112 §6.3", () => {
  const RESPONSES: Record<string, [method: string, raw: string, events: string[]]> = {
    "a Content-Length": [
      "GET",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      ["head 200 OK", "data hello", "end idle"],
    ],
    "chunks and trailers": [
      "GET",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
      ["head 200 OK", "data hello", 'trailers [["X","y"]]', "end idle"],
    ],
    "a response to HEAD, whatever its fields say": [
      "HEAD",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      ["head 200 OK", "end idle"],
    ],
    "204": ["GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", ["head 204 No Content", "end idle"]],
    "304": ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ["head 304 Not Modified", "end idle"]],
    "interim responses before it": [
      "GET",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
      ["interim 100", "interim 103", "head 200 OK", "end idle"],
    ],
    "Connection: close": [
      "GET",
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
      ["head 200 OK", "data x", "end closed", "closed"],
    ],
    "HTTP/1.0 without keep-alive": [
      "GET",
      "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
      ["head 200 OK", "data x", "end closed", "closed"],
    ],
    "a reason that isn't there": ["GET", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", ["head 200 ", "end idle"]],
    "a reason that isn't there, nor its blank": [
      "GET",
      "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
      ["head 200 ", "end idle"],
    ],
    "2xx to CONNECT, with the tunnel's first bytes": [
      "CONNECT",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntunnel",
      ["upgraded 200 tunnel"],
    ],
    "a refusal of CONNECT": [
      "CONNECT",
      "HTTP/1.1 403 No\r\nContent-Length: 1\r\n\r\nx",
      ["head 403 No", "data x", "end idle"],
    ],
  };

  it.each(Object.entries(RESPONSES))("reads %s, however it is cut", (_name, [method, raw, events]) => {
    for (const chunks of everySplit(latin1(raw))) {
      const client = new RecordingClient().request(method, method === "CONNECT" ? { target: "a:443" } : {});
      client.receive(...chunks);
      // A tunnel's bytes that come after the switch aren't the machine's any more.
      const last = client.events.at(-1) ?? "";
      if (last.startsWith("upgraded")) expect(events[0]?.startsWith(last)).toBe(true);
      else expect(client.events).toEqual(events);
    }
  });

  it("reads until the connection closes where nothing else says where the body ends", () => {
    const client = new RecordingClient().request().receive("HTTP/1.1 200 OK\r\n\r\nhello");
    expect(client.events).toEqual(["head 200 OK", "data hello"]);
    client.machine.endOfInput();
    expect(client.events).toEqual(["head 200 OK", "data hello", "end closed", "closed"]);
  });

  it.each([
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
    "HTTP/1.1 200 OK\nX: y\r\n\r\n",
    "HTTP/1.1  200 OK\r\n\r\n",
    "HTTP/1.1 20 OK\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n",
    "HTTP/1.1 099 OK\r\n\r\n",
    "HTTP/1.1 600 OK\r\n\r\n",
    "HTTP/1.1 200 O\0K\r\n\r\n",
    "HTTP/2.0 200 OK\r\n\r\n",
    "\r\nHTTP/1.1 200 OK\r\n\r\n",
    "ICY 200 OK\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
  ])("refuses %j, however it is cut", (raw) => {
    for (const chunks of everySplit(latin1(raw))) {
      const client = new RecordingClient().request().receive(...chunks);
      expect(client.events.filter((event) => event.startsWith("error "))).toHaveLength(1);
      expect(client.events.at(-1)).toBe("closed");
      expect(client.machine.state).toBe("failed");
    }
  });

  it.each([
    "",
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
  ])("reports a connection that ends after %j", (raw) => {
    const client = new RecordingClient().request().receive(raw);
    client.machine.endOfInput();
    expect(client.events.slice(-2)).toEqual(["error INCOMPLETE_MESSAGE", "closed"]);
  });

  it("bounds the interim responses", () => {
    const client = new RecordingClient({ limits: httpLimits({ maxInterimResponses: 2 }) }).request();
    client.receive("HTTP/1.1 102 Processing\r\n\r\n".repeat(3));
    expect(client.events).toEqual(["interim 102", "interim 102", "error TOO_MANY_INTERIM_RESPONSES", "closed"]);
  });

  it("bounds the status line", () => {
    const client = new RecordingClient().request().receive(`HTTP/1.1 200 ${"x".repeat(8192)}`);
    expect(client.events[0]).toBe("error BAD_STATUS_LINE");
  });
});

describe("HTTP1ClientMachine, response-queue poisoning", () => {
  const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  it("refuses bytes before any request", () => {
    expect(new RecordingClient().receive(ANSWER).events).toEqual(["error UNSOLICITED_DATA", "closed"]);
  });

  it("refuses bytes between two requests", () => {
    const client = new RecordingClient().request().receive(ANSWER);
    expect(client.machine.state).toBe("idle");
    client.receive("H");
    expect(client.events.slice(-2)).toEqual(["error UNSOLICITED_DATA", "closed"]);
  });

  it("delivers the answer, and never takes what came behind it for the answer to the next request", () => {
    const client = new RecordingClient().request();
    client.onEnd = () => {
      expect(() => client.request()).toThrow(TypeError);
    };
    client.receive(ANSWER + ANSWER);
    expect(client.events).toEqual(["head 200 OK", "end closed", "error UNSOLICITED_DATA", "closed"]);
  });
});

describe("HTTP1ClientMachine, sending requests", () => {
  it("sends one after another on one connection", () => {
    const client = new RecordingClient();
    for (let i = 0; i < 3; i++) {
      client.request().receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
      expect(client.output()).toBe("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    expect(client.machine.state).toBe("idle");
  });

  it("sends a body with its length, or in chunks", () => {
    const client = new RecordingClient();
    client.machine.sendRequest({ method: "POST", target: "/", headers: HOST, contentLength: 5 });
    client.machine.sendBody(latin1("hello"));
    client.machine.end();
    expect(client.output()).toBe("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    client.receive("HTTP/1.1 204 No\r\n\r\n");
    client.machine.sendRequest({ method: "PUT", target: "/", headers: HOST, contentLength: "chunked" });
    client.machine.sendBody(latin1("hello"));
    client.machine.end(new Headers([["X", "y"]]));
    expect(client.output()).toBe(
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
    );
  });

  it("says Content-Length: 0 where a body could have been", () => {
    const client = new RecordingClient();
    expect(client.request("POST").output()).toContain("Content-Length: 0\r\n");
    expect(new RecordingClient().request("GET").output()).not.toContain("Content-Length");
  });

  it("closes after its own Connection: close", () => {
    const client = new RecordingClient().request("GET", {
      headers: new Headers([
        ["Host", "a"],
        ["Connection", "close"],
      ]),
    });
    client.receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    expect(client.events).toEqual(["head 200 OK", "end closed", "closed"]);
  });

  it("takes an answer that comes before the request is complete", () => {
    const client = new RecordingClient();
    client.machine.sendRequest({ method: "POST", target: "/", headers: HOST, contentLength: 2 });
    client.receive("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    expect(client.events).toEqual(["head 413 Too Large", "end body"]);
    client.machine.sendBody(latin1("ab"));
    client.machine.end();
    expect(client.machine.state).toBe("idle");
  });

  it("stops sending after an early answer that closes the connection", () => {
    const client = new RecordingClient();
    client.machine.sendRequest({ method: "POST", target: "/", headers: HOST, contentLength: 2 });
    client.output();
    client.receive("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    client.machine.sendBody(latin1("ab"));
    client.machine.end();
    expect(client.output()).toBe("");
    expect(client.events.at(-1)).toBe("closed");
  });

  it("switches protocols with a request that asked for it", () => {
    const client = new RecordingClient().request("GET", {
      headers: new Headers([
        ["Host", "a"],
        ["Connection", "upgrade"],
        ["Upgrade", "x"],
      ]),
    });
    client.receive("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nleft");
    expect(client.events).toEqual(["upgraded 101 left"]);
    expect(client.machine.state).toBe("switched");
  });

  it("refuses a second request at the same time", () => {
    expect(() => new RecordingClient().request().request()).toThrow(TypeError);
  });

  it("enforces the Content-Length that it has sent", () => {
    const client = new RecordingClient();
    client.machine.sendRequest({ method: "POST", target: "/", headers: HOST, contentLength: 2 });
    client.output();
    expect(() => {
      client.machine.sendBody(latin1("abc"));
    }).toThrow(ContentLengthError);
    expect(client.output()).toBe("");
    expect(() => {
      client.machine.end();
    }).toThrow(ContentLengthError);
    expect(client.events).toEqual(["closed"]);
  });

  it.each([
    ["a line end in the method", { method: "GET\r\nX:" }],
    ["a blank in the method", { method: "G ET" }],
    ["an empty method", { method: "" }],
    ["a line end in the target", { target: "/\r\nX: y" }],
    ["a blank in the target", { target: "/a b" }],
    ["an empty target", { target: "" }],
    ["a character whose low byte is a line end", { target: "/\u010a" }],
    ["no Host", { headers: new Headers() }],
    [
      "two Hosts",
      {
        headers: new Headers([
          ["Host", "a"],
          ["Host", "b"],
        ]),
      },
    ],
    ["a Host that isn't one", { headers: new Headers([["Host", "a/b"]]) }],
  ])("refuses %s, before a byte leaves", (_name, changes) => {
    const client = new RecordingClient();
    expect(() => client.request("GET", changes)).toThrow(HeaderFieldError);
    expect(client.output()).toBe("");
    expect(client.machine.state).toBe("idle");
  });

  it("refuses a Transfer-Encoding, and lengths that differ or aren't one", () => {
    const fields = (name: string, value: string): Headers =>
      new Headers([
        ["Host", "a"],
        [name, value],
      ]);
    expect(() => new RecordingClient().request("POST", { headers: fields("Transfer-Encoding", "chunked") })).toThrow(
      TypeError,
    );
    expect(() =>
      new RecordingClient().request("POST", { headers: fields("Content-Length", "1"), contentLength: 2 }),
    ).toThrow(TypeError);
    expect(() => new RecordingClient().request("POST", { headers: fields("Content-Length", "1, 1") })).toThrow(
      HTTPError,
    );
    expect(() => new RecordingClient().request("POST", { contentLength: -1 })).toThrow(RangeError);
  });
});
