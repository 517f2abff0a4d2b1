import { describe, expect, it } from "@jest/globals";
import { EventStream, type EventStreamOptions, lastEventId } from "../../src/events/event-stream.js";
import { ServedConnection } from "../server/served-connection.js";

/** A connection whose request is answered with an event stream, its head taken off already. */
function streamOver(options: EventStreamOptions = {}): { connection: ServedConnection; events: EventStream } {
  let events: EventStream | undefined;
  const connection = new ServedConnection((_request, response) => {
    events = new EventStream(response, options);
  });
  // HTTP/1.0: without chunks, what is sent can be read as it is.
  const head = connection.send("GET / HTTP/1.0\n\n");
  if (events === undefined) throw new Error(`no stream: ${head}`);
  return { connection, events };
}

describe("EventStream", () => {
  it("sends its head at once", () => {
    const connection = new ServedConnection((_request, response) => new EventStream(response).closed);
    const head = connection.send("GET / HTTP/1.1\nHost: h\n\n");
    expect(head).toContain("HTTP/1.1 200 OK\n");
    expect(head).toContain("Content-Type: text/event-stream\n");
    expect(head).toContain("Cache-Control: no-store\n");
  });

  it("sends events, a line for each line of their data", () => {
    const { connection, events } = streamOver();
    expect(events.send({ data: "a" })).toBe(true);
    expect(connection.answer()).toBe("data: a\n\n");
    events.send({ id: "7", event: "price", retryMs: 500, data: "a\r\nb\rc\n" });
    expect(connection.answer()).toBe("event: price\nid: 7\nretry: 500\ndata: a\ndata: b\ndata: c\ndata: \n\n");
    events.comment("x\ny");
    expect(connection.answer()).toBe(": x\n: y\n\n");
  });

  it("refuses what would be read as something else", () => {
    const { connection, events } = streamOver();
    for (const text of ["a\nb", "a\rb", "a\0"]) {
      expect(() => events.send({ event: text, data: "" })).toThrow(TypeError);
      expect(() => events.send({ id: text, data: "" })).toThrow(TypeError);
    }
    for (const retryMs of [-1, 1.5, Number.NaN, 1e21])
      expect(() => events.send({ retryMs, data: "" })).toThrow(RangeError);
    expect(connection.answer()).toBe("");
  });

  it("sends a comment when it has been silent for long", () => {
    const { connection, events } = streamOver({ heartbeatMs: 1000 });
    connection.clock.advance(999);
    events.send({ data: "a" });
    connection.answer();
    connection.clock.advance(999);
    expect(connection.answer()).toBe("");
    connection.clock.advance(1);
    expect(connection.answer()).toBe(": \n\n");
    connection.clock.advance(1000);
    expect(connection.answer()).toBe(": \n\n");
  });

  it("sends no comment where it isn't to", () => {
    const { connection } = streamOver({ heartbeatMs: Number.POSITIVE_INFINITY });
    connection.clock.advance(1e6);
    expect(connection.answer()).toBe("");
    expect(() => streamOver({ heartbeatMs: 0 })).toThrow();
  });

  it("says when the client is slow, and keeps its comments to itself then", () => {
    const { connection, events } = streamOver({ heartbeatMs: 1000 });
    connection.transport.full = true;
    expect(events.send({ data: "a" })).toBe(false);
    expect(events.isFull).toBe(true);
    connection.answer();
    connection.clock.advance(1000);
    expect(connection.answer()).toBe("");
    connection.transport.drain();
    expect(events.isFull).toBe(false);
    expect(events.send({ data: "b" })).toBe(true);
  });

  it("hears once that the client has gone, and sends nothing more", () => {
    let closed = 0;
    const { connection, events } = streamOver({
      onClose: () => {
        closed++;
      },
    });
    connection.transport.abortConnection();
    connection.transport.end();
    expect([closed, events.closed]).toEqual([1, true]);
    expect(events.send({ data: "a" })).toBe(false);
    events.close();
    expect(closed).toBe(1);
    connection.clock.advance(1e6);
  });

  it("ends the response when it is closed", () => {
    let closed = 0;
    const { connection, events } = streamOver({
      onClose: () => {
        closed++;
      },
    });
    events.send({ data: "last" });
    events.close();
    expect(connection.answer()).toBe("data: last\n\n");
    expect([closed, events.closed]).toEqual([1, true]);
  });
});

describe("lastEventId", () => {
  it("gives the id that the client had last, and nothing that can't be one of ours", () => {
    const found: unknown[] = [];
    const connection = new ServedConnection((request, response) => {
      found.push(lastEventId(request));
      response.send(204);
    });
    for (const field of [
      "Last-Event-ID: 7\n",
      "Last-Event-ID: \u00c3\u00a9\n",
      "Last-Event-ID:\n",
      "",
      `Last-Event-ID: ${"x".repeat(1025)}\n`,
    ])
      connection.send(`GET / HTTP/1.1\nHost: h\n${field}\n`);
    expect(found).toEqual(["7", "é", undefined, undefined, undefined]);
  });
});
