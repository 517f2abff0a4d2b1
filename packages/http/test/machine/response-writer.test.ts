import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ResponseWriter } from "../../src/machine/response-writer.js";
import { ContentLengthError } from "../../src/wire/content-length-error.js";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { Headers } from "../../src/wire/headers.js";
import { HTTPError } from "../../src/wire/http-error.js";
import { RecordingServer } from "./recording-server.js";

function answer(write: (response: ResponseWriter) => void, request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"): string {
  const server = new RecordingServer().receive(request);
  const [response] = server.responses;
  if (response === undefined) throw new Error("no request was read");
  write(response);
  return server.output();
}

const HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
const HTTP10 = "GET / HTTP/1.0\r\n\r\n";

describe("ResponseWriter", () => {
  it("chunks content of unknown length for HTTP/1.1", () => {
    const text = answer((response) => {
      response.sendHead(200);
      response.sendBody("hello");
      response.sendBody("");
      response.sendBody(Buffer.alloc(16, "x"));
      response.end(new Headers([["Digest", "d"]]));
    });
    expect(text).toBe(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\nDigest: d\r\n\r\n",
    );
  });

  it("ends content of unknown length with the connection for HTTP/1.0", () => {
    const server = new RecordingServer().receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    server.responses[0]?.sendHead(200);
    server.responses[0]?.sendBody("hello");
    server.responses[0]?.end();
    expect(server.output()).toBe("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    expect(server.events.at(-1)).toBe("closed");
  });

  it("keeps an HTTP/1.0 connection that asks for it, and says so", () => {
    const text = answer((response) => {
      response.send(200, new Headers(), "x");
    }, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    expect(text).toBe("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\nx");
  });

  it("encodes strings as UTF-8 and counts their bytes", () => {
    const text = answer((response) => {
      response.send(200, new Headers(), "é✓");
    });
    expect(text).toBe(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${Buffer.from("é✓").toString("latin1")}`);
  });

  it("sends large bodies without copying them", () => {
    const body = Buffer.alloc(100_000, "y");
    const text = answer((response) => {
      response.send(200, new Headers(), body);
    });
    expect(text).toBe(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${body.toString("latin1")}`);
  });

  it.each([
    ["HEAD", HEAD, 200, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"],
    ["204", undefined, 204, "HTTP/1.1 204 No Content\r\n\r\n"],
    ["304", undefined, 304, "HTTP/1.1 304 Not Modified\r\n\r\n"],
  ])("sends no content in a response to %s", (_name, request, status, expected) => {
    expect(
      answer((response) => {
        response.send(status, new Headers(), "body");
      }, request),
    ).toBe(expected);
    const streamed = answer((response) => {
      response.sendHead(status, new Headers(), { contentLength: 4 });
      response.sendBody("body");
      response.end();
    }, request);
    expect(streamed).toBe(expected);
  });

  it("takes a Content-Length out of a 204, which must not have one", () => {
    const headers = new Headers([["Content-Length", "0"]]);
    expect(
      answer((response) => {
        response.send(204, headers);
      }),
    ).toBe("HTTP/1.1 204 No Content\r\n\r\n");
    expect(headers.get("content-length")).toBe("0");
  });

  it("adds Date from the given clock, unless there is one", () => {
    const server = new RecordingServer({ currentDate: () => "now" }, (response) => {
      response.send(204, server.responses.length === 1 ? new Headers() : new Headers([["date", "then"]]));
    });
    server.receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
    expect(server.output()).toBe(
      "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\nHTTP/1.1 204 No Content\r\ndate: then\r\n\r\n",
    );
  });

  it("sends interim responses, to HTTP/1.1 only", () => {
    const hints = (response: ResponseWriter): void => {
      response.sendInterim(103, new Headers([["Link", "</a>"]]));
      response.send(204);
    };
    expect(answer(hints)).toBe("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    expect(answer(hints, HTTP10)).toBe("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  });

  it("refuses more content than Content-Length says, before it is written", () => {
    const text = answer((response) => {
      response.sendHead(200, new Headers([["Content-Length", "2"]]));
      response.sendBody("a");
      expect(() => {
        response.sendBody("bc");
      }).toThrow(ContentLengthError);
      response.sendBody("b");
      response.end();
    });
    expect(text).toBe("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
  });

  it("refuses to end with less content than Content-Length says, and ends the connection", () => {
    const server = new RecordingServer().receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
    const [first, second] = server.responses;
    first?.sendHead(200, new Headers(), { contentLength: 2 });
    expect(() => first?.end()).toThrow(ContentLengthError);
    second?.send(200, new Headers(), "never");
    expect(server.output()).not.toContain("never");
    expect(server.events.at(-1)).toBe("closed");
  });

  it("refuses a Content-Length other than the body's, before a byte leaves", () => {
    const text = answer((response) => {
      expect(() => {
        response.send(200, new Headers([["Content-Length", "3"]]), "ab");
      }).toThrow(ContentLengthError);
    });
    expect(text).toBe("");
  });

  it.each(["+1", "1, 1", "", "0x1", "1_0"])("refuses to send the Content-Length %p", (value) => {
    answer((response) => {
      expect(() => {
        response.sendHead(200, new Headers([["Content-Length", value]]));
      }).toThrow(HTTPError);
    });
  });

  it("refuses a Transfer-Encoding: framing is the machine's", () => {
    answer((response) => {
      expect(() => {
        response.sendHead(200, new Headers([["Transfer-Encoding", "chunked"]]));
      }).toThrow(TypeError);
    });
  });

  it("refuses calls in the wrong order", () => {
    answer((response) => {
      expect(() => {
        response.sendBody("x");
      }).toThrow(TypeError);
      expect(() => {
        response.end();
      }).toThrow(TypeError);
      response.send(204);
      expect(() => {
        response.sendHead(200);
      }).toThrow(TypeError);
      expect(() => {
        response.sendInterim(102);
      }).toThrow(TypeError);
    });
  });

  it.each([99, 600, 200.5, Number.NaN])("refuses the status %p", (status) => {
    answer((response) => {
      expect(() => {
        response.send(status);
      }).toThrow(RangeError);
    });
  });

  it("refuses forbidden trailers", () => {
    answer((response) => {
      response.sendHead(200);
      expect(() => {
        response.end(new Headers([["Content-Length", "0"]]));
      }).toThrow(HeaderFieldError);
    });
  });

  it("never lets a reason split the response", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (reason) => {
        const text = answer((response) => {
          try {
            response.sendHead(200, new Headers(), { reason, contentLength: 0 });
            response.end();
          } catch (error) {
            expect(error).toBeInstanceOf(HeaderFieldError);
          }
        });
        expect(text === "" || /^HTTP\/1\.1 200 [^\r\n\0]*\r\nContent-Length: 0\r\n\r\n$/.test(text)).toBe(true);
      }),
    );
  });
});
