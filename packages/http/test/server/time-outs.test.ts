import { describe, expect, it } from "@jest/globals";
import type { HTTPResponse } from "../../src/server/http-response.js";
import { ServedConnection } from "./served-connection.js";

const GET = "GET / HTTP/1.1\nHost: a\n\n";
const POST = "POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\n";

function quick(): ServedConnection {
  return new ServedConnection((_request, response) => response.send(200));
}

describe("time-outs, in virtual time", () => {
  it("closes a connection on which nothing comes for 10 s", () => {
    const connection = quick();
    connection.clock.advance(9_999);
    expect(connection.transport.disconnecting).toBe(false);
    connection.clock.advance(1);
    expect(connection.transport.disconnecting).toBe(true);
    expect(connection.answer()).toBe("");
  });

  // Slowloris (CVE-2018-12122): a byte now and then doesn't buy any time.
  it("answers 408 to a head that takes 30 s, however it trickles", () => {
    const connection = quick();
    connection.send("GET / HTTP/1.1\nHost: a\n");
    for (let second = 0; second < 29; second++) {
      connection.clock.advance(1_000);
      connection.send("X");
    }
    connection.clock.advance(999);
    expect(connection.answer()).toBe("");
    connection.clock.advance(1);
    expect(connection.answer()).toMatch(/^HTTP\/1.1 408 Request Timeout\n/);
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("counts each head by itself, though every chunk ends inside the next one", () => {
    const connection = quick();
    connection.send("GET / HT");
    for (let round = 0; round < 10; round++) {
      connection.clock.advance(20_000);
      expect(connection.send("TP/1.1\nHost: a\n\nGET / HT")).toContain("200 OK");
    }
  });

  it("answers 408 to a body that has a gap of 60 s", () => {
    const connection = new ServedConnection((request) => request.body.text());
    connection.send(POST);
    connection.clock.advance(59_000);
    connection.send("a");
    connection.clock.advance(59_000);
    connection.send("b");
    connection.clock.advance(59_999);
    expect(connection.answer()).toBe("");
    connection.clock.advance(1);
    expect(connection.answer()).toMatch(/^HTTP\/1.1 408 Request Timeout\n/);
  });

  it("answers 408 to a body that trickles for 300 s", () => {
    const connection = new ServedConnection((request) => request.body.text());
    connection.send("POST / HTTP/1.1\nHost: a\nContent-Length: 1000\n\n");
    for (let second = 0; second < 299; second++) {
      connection.clock.advance(1_000);
      expect(connection.send("a")).toBe("");
    }
    connection.clock.advance(1_000);
    expect(connection.answer()).toMatch(/^HTTP\/1.1 408 Request Timeout\n/);
  });

  it("doesn't count the time in which a body waits for its reader", () => {
    let body: { pause(): void; resume(): void } | undefined;
    const connection = new ServedConnection((request) => {
      body = request.body;
      request.body.deliverTo({ bodyData: () => undefined, bodyEnd: () => undefined, bodyFailed: () => undefined });
      request.body.pause();
    });
    connection.send(`${POST}abc`);
    connection.clock.advance(10_000_000);
    expect(connection.answer()).toBe("");
    body?.resume();
    connection.clock.advance(59_999);
    expect(connection.answer()).toBe("");
    connection.clock.advance(1);
    expect(connection.answer()).toContain("408");
  });

  it("doesn't wait for ever for a body that it discards", () => {
    const connection = quick();
    expect(connection.send(POST)).toContain("200 OK");
    connection.clock.advance(60_000);
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("closes an idle connection after 65 s, and each request begins them anew", () => {
    const connection = quick();
    for (let round = 0; round < 3; round++) {
      connection.send(GET);
      connection.clock.advance(64_999);
      expect(connection.transport.disconnecting).toBe(false);
    }
    connection.clock.advance(1);
    expect(connection.transport.disconnecting).toBe(true);
  });

  // nodejs/node#41934: a time-out of the request must not end a long answer.
  it("gives a handler all the time it wants", () => {
    let waiting: HTTPResponse | undefined;
    const connection = new ServedConnection((_request, response) => {
      waiting = response;
    });
    connection.send(GET);
    connection.clock.advance(100_000_000);
    waiting?.send(200, {}, "at last");
    expect(connection.answer()).toContain("at last");
    connection.clock.advance(65_000);
    expect(connection.transport.disconnecting).toBe(true);
  });

  it("aborts a connection whose peer takes nothing for 120 s", () => {
    let response!: HTTPResponse;
    const connection = new ServedConnection((_request, made) => {
      response = made;
    });
    connection.send(GET);
    response.sendHead(200);
    connection.transport.full = true;
    response.write("never read");
    connection.clock.advance(119_999);
    expect(connection.transport.aborted).toBeUndefined();
    connection.clock.advance(1);
    expect(connection.transport.aborted).toBeDefined();
  });

  it("begins the 120 s anew with every drain", () => {
    let response!: HTTPResponse;
    const connection = new ServedConnection((_request, made) => {
      response = made;
    });
    connection.send(GET);
    response.sendHead(200);
    for (let round = 0; round < 3; round++) {
      connection.transport.full = true;
      response.write("slowly");
      connection.clock.advance(100_000);
      connection.transport.drain();
    }
    expect(connection.transport.aborted).toBeUndefined();
  });

  it("aborts a connection that it has closed and whose peer never takes the last answer", () => {
    const connection = new ServedConnection((_request, response) => response.send(200));
    connection.transport.full = true;
    connection.transport.deliver("GET / HTTP/1.0\r\n\r\n");
    expect(connection.transport.disconnecting).toBe(true);
    connection.clock.advance(120_000);
    expect(connection.transport.aborted).toBeDefined();
  });

  it("takes other times, and leaves no timer behind", () => {
    const connection = new ServedConnection((_request, response) => response.send(200), {
      timeouts: { keepAliveTimeoutMs: 5, headersTimeoutMs: Number.POSITIVE_INFINITY },
    });
    connection.send(GET);
    connection.clock.advance(5);
    expect(connection.transport.disconnecting).toBe(true);
    connection.transport.end();
    expect(connection.clock.calls).toEqual([]);
  });

  it("sets one timer for any number of requests", () => {
    const connection = quick();
    for (let round = 0; round < 100; round++) connection.send(GET);
    expect(connection.clock.calls).toHaveLength(1);
  });
});
