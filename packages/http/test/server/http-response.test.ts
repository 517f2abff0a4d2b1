import { describe, expect, it, jest } from "@jest/globals";
import { connectedPair } from "@twist/core/testing";
import { ConnectionDone, Protocol } from "@twist/core";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import { Headers } from "../../src/wire/headers.js";
import { ServedConnection } from "./served-connection.js";

const GET = "GET / HTTP/1.1\nHost: a\n\n";

/** A connection with one request, and the response to it. */
function responding(request = GET): { connection: ServedConnection; response: HTTPResponse } {
  let response: HTTPResponse | undefined;
  const connection = new ServedConnection((_request, made) => {
    response = made;
  });
  connection.send(request);
  if (response === undefined) throw new Error("no request came");
  return { connection, response };
}

describe("HTTPResponse", () => {
  it("sends head, content and end in one go", () => {
    const { connection, response } = responding();
    response.send(404, { "X-A": "b" }, "Grüße");
    expect(connection.answer()).toBe(
      `HTTP/1.1 404 Not Found\nX-A: b\nContent-Length: 7\n\n${Buffer.from("Grüße").toString("latin1")}`,
    );
    expect([response.finished, response.status, response.bodyBytes]).toEqual([true, 404, 7]);
  });

  it("streams in chunks, with trailers", () => {
    const { connection, response } = responding();
    response.sendHead(200);
    response.write("one");
    response.write("\xff", "latin1");
    response.end(new Headers({ "X-Sum": "2" }));
    expect(connection.answer()).toBe("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\none\n1\n\xff\n0\nX-Sum: 2\n\n");
  });

  it("streams a known length without chunks, and refuses more and less", () => {
    const { response } = responding();
    response.sendHead(200, {}, 3);
    expect(() => response.write("four")).toThrow("more content");
    response.write("ab");
    expect(() => {
      response.end();
    }).toThrow("less content");
    expect(response.finished).toBe(true);
  });

  it("sends no content to HEAD, and says what GET would have had", () => {
    const { connection, response } = responding("HEAD / HTTP/1.1\nHost: a\n\n");
    response.send(200, {}, "hello");
    expect(connection.answer()).toBe("HTTP/1.1 200 OK\nContent-Length: 5\n\n");
  });

  it("sends the fields that were set before, save those that are given with the head", () => {
    const { connection, response } = responding();
    response.headers.append("Set-Cookie", "a=1").append("Set-Cookie", "b=2").append("X-A", "old");
    response.send(200, { "x-a": "new" });
    expect(connection.answer()).toBe(
      "HTTP/1.1 200 OK\nSet-Cookie: a=1\nSet-Cookie: b=2\nx-a: new\nContent-Length: 0\n\n",
    );
  });

  // Response splitting (CVE-2019-12387, CVE-2018-12116).
  it.each(["a\r\nSet-Cookie: x", "a\nb", "a\rb", "a\0b", "\u010a", "\u{1f600}"])(
    "refuses the field value %j before anything is sent",
    (value) => {
      const { connection, response } = responding();
      expect(() => {
        response.send(200, { "X-A": value });
      }).toThrow("X-A");
      expect(() => response.headers.set("X-A", value)).toThrow("X-A");
      expect(connection.answer()).toBe("");
      response.send(200);
      expect(connection.answer()).toContain("200 OK");
    },
  );

  it("refuses a status that isn't a final one", () => {
    const { response } = responding();
    for (const status of [0, 99, 101.5, 600, Number.NaN]) {
      expect(() => {
        response.send(status);
      }).toThrow(RangeError);
    }
  });

  it("sends interim responses before the final one", () => {
    const { connection, response } = responding();
    response.sendInterim(103, { Link: "</style.css>; rel=preload" });
    response.send(204);
    expect(connection.answer()).toBe(
      "HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\n\nHTTP/1.1 204 No Content\n\n",
    );
  });

  it("asks a pull producer for as much as there is room for", () => {
    const { connection, response } = responding();
    let pulls = 0;
    response.sendHead(200);
    response.registerProducer(
      {
        resumeProducing: () => {
          pulls++;
          if (pulls === 3) connection.transport.full = true;
          response.write("x");
          if (pulls === 5) response.end();
        },
        stopProducing: jest.fn(),
      },
      { streaming: false },
    );
    expect(pulls).toBe(3);
    connection.transport.drain();
    expect(pulls).toBe(5);
    expect(response.finished).toBe(true);
  });

  it("takes one producer at a time, and stops one that comes too late", () => {
    const { response } = responding();
    const producer = { pauseProducing: jest.fn(), resumeProducing: jest.fn(), stopProducing: jest.fn() };
    response.registerProducer(producer, { streaming: true });
    expect(() => {
      response.registerProducer(producer, { streaming: true });
    }).toThrow(TypeError);
    response.send(200);
    response.registerProducer(producer, { streaming: true });
    expect(producer.stopProducing).toHaveBeenCalledTimes(1);
  });

  it("sends a large body slice by slice, as its client takes it", () => {
    const bytes = Buffer.alloc(5_000_000, "0123456789");
    let received = 0;
    let most = 0;
    class Reader extends Protocol {
      override dataReceived(data: Buffer): void {
        received += data.length;
        most = Math.max(most, pair.server.bufferedBytes);
      }
    }
    const client = new Reader();
    const server = new HTTPFactory({ onRequest: (_request, response) => response.send(200, {}, bytes) });
    const pair = connectedPair(server.buildProtocol(), client, { chunkSize: 10_000 });
    client.transport.write(GET.replaceAll("\n", "\r\n"));
    pair.flush();
    expect(received).toBeGreaterThan(bytes.length);
    expect(received).toBeLessThan(bytes.length + 200);
    expect(most).toBeLessThan(600_000);
  });

  describe("notifyFinish", () => {
    it("fires once, with nothing, when all of the response has been given to the connection", () => {
      const { connection, response } = responding();
      const ends: unknown[] = [];
      response.notifyFinish().addCallback((reason) => ends.push(reason));
      response.notifyFinish().addCallback((reason) => ends.push(reason));
      response.sendHead(200);
      response.write("a");
      expect(ends).toEqual([]);
      response.end();
      connection.transport.end();
      expect(ends).toEqual([undefined, undefined]);
    });

    it("fires at once where the response has ended already", () => {
      const { response } = responding();
      response.send(200);
      expect(response.notifyFinish().called).toBe(true);
    });

    it("tells why, when the client goes before the end", () => {
      const { connection, response } = responding();
      const ends: unknown[] = [];
      response.notifyFinish().addCallback((reason) => ends.push(reason));
      response.sendHead(200);
      connection.transport.end();
      expect(ends).toEqual([expect.any(ConnectionDone)]);
      response.notifyFinish().addCallback((reason) => ends.push(reason));
      expect(ends[1]).toBe(ends[0]);
    });

    it("waits for the last byte of a large body", () => {
      const { connection, response } = responding();
      connection.transport.full = true;
      response.send(200, {}, Buffer.alloc(2 * 1024 * 1024));
      const watcher = response.notifyFinish();
      expect(watcher.called).toBe(false);
      connection.transport.drain();
      expect(watcher.called).toBe(true);
    });

    it("fires when the wire is handed over", () => {
      const { response } = responding("GET / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: x\n\n");
      const watcher = response.notifyFinish();
      response.upgrade(new (class extends Protocol {})());
      expect(watcher.called).toBe(true);
    });

    it("fires for those that lose their place in a pipeline too", () => {
      const responses: HTTPResponse[] = [];
      const connection = new ServedConnection((_request, made) => {
        responses.push(made);
      });
      connection.send(GET + GET);
      const watchers = responses.map((response) => response.notifyFinish());
      responses[0]?.send(200, { Connection: "close" });
      expect(watchers.map(({ called }) => called)).toEqual([true, true]);
    });
  });
});
