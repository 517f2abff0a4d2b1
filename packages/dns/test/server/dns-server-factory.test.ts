import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { Clock, everySplit, StringTransport } from "@twist/core/testing";
import { encodeLengthPrefixed, LengthPrefixedFramer } from "@twist/core/wire";
import { DNSServerFactory } from "../../src/server/dns-server-factory.js";
import type { DNSAnswer, DNSHandler } from "../../src/server/dns-handler.js";
import type { DNSServerLimits } from "../../src/server/dns-server-limits.js";
import { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import { answers } from "./ask.js";

const prefix = { prefixBytes: 2 } as const;

function framed(message: Message): Buffer {
  return encodeLengthPrefixed(message.encode(), prefix);
}

function messagesIn(stream: Buffer): Message[] {
  const messages: Message[] = [];
  const framer = new LengthPrefixedFramer(
    {
      stringReceived: (string) => messages.push(Message.decode(Buffer.from(string))),
      lengthLimitExceeded: (error) => {
        throw error;
      },
    },
    { ...prefix, maxFrameBytes: 65_535 },
  );
  framer.receive(stream);
  return messages;
}

it("offers dot on a TLS port (RFC 9103 §7)", () => {
  expect(new DNSServerFactory({ handlers: [] }).alpnProtocols).toEqual(["dot"]);
});

function connect(handler: DNSHandler, limits: Partial<DNSServerLimits> = {}, clock = new Clock()): StringTransport {
  const protocol = new DNSServerFactory({ handlers: [handler], limits }).buildProtocol(
    ipAddress("tcp", "192.0.2.1", 1),
  );
  if (protocol === undefined) throw new Error("refused");
  const transport = new StringTransport({ clock });
  transport.start(protocol);
  return transport;
}

/** A handler whose queries wait until the test answers them. */
function held() {
  const waiting: { readonly id: number; answer(answer?: DNSAnswer): void }[] = [];
  const handler: DNSHandler = ({ message }) =>
    new Promise((resolve) => {
      waiting.push({
        id: message.id,
        answer: (answer = message.reply()) => {
          resolve(answer);
        },
      });
    });
  return { waiting, handler };
}

/** Lets promises run their course. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

const query = (id: number): Message => Message.query("www.example.", 1, { id });

describe("DNSServerFactory", () => {
  it("answers queries of one connection, however their bytes come", () => {
    const input = Buffer.concat([framed(query(1)), framed(query(2)), framed(query(3))]);
    everySplit(input, (chunks) => {
      const transport = connect(answers);
      for (const chunk of chunks) transport.deliver(chunk);
      expect(messagesIn(transport.value()).map(({ id }) => id)).toEqual([1, 2, 3]);
    });
  });

  it("answers in the order in which answers come (RFC 7766 §7)", async () => {
    const { waiting, handler } = held();
    const transport = connect(handler);
    transport.deliver(Buffer.concat([framed(query(1)), framed(query(2))]));
    waiting[1]?.answer();
    await settle();
    waiting[0]?.answer();
    await settle();
    expect(messagesIn(transport.value()).map(({ id }) => id)).toEqual([2, 1]);
  });

  it("reads no more while maxQueriesPerConnection wait for their answers", async () => {
    const { waiting, handler } = held();
    const transport = connect(handler, { maxQueriesPerConnection: 2 });
    transport.deliver(Buffer.concat([1, 2, 3, 4].map((id) => framed(query(id)))));
    expect([waiting.length, transport.readingPaused]).toEqual([2, true]);
    waiting[0]?.answer();
    await settle();
    expect(waiting.map(({ id }) => id)).toEqual([1, 2, 3]);
    waiting[1]?.answer();
    waiting[2]?.answer();
    await settle();
    expect([waiting.length, transport.readingPaused]).toEqual([4, false]);
  });

  it("reads no more while the peer doesn't take its answers", () => {
    const transport = connect(answers);
    transport.full = true;
    transport.deliver(Buffer.concat([framed(query(1)), framed(query(2))]));
    transport.deliver(framed(query(3)));
    expect(transport.readingPaused).toBe(true);
    const sent = transport.chunks.length;
    transport.full = false;
    transport.drain();
    expect(transport.readingPaused).toBe(false);
    expect(messagesIn(transport.value())).toHaveLength(3);
    expect(sent).toBeLessThan(3);
  });

  it("sends an answer of many messages as the wire takes them (zone transfers)", async () => {
    let made = 0;
    const handler: DNSHandler = async function* many({ message }) {
      for (; made < 5; made++) yield await Promise.resolve(message.reply());
    } as DNSHandler;
    const transport = connect(handler);
    transport.full = true;
    transport.deliver(framed(query(1)));
    await settle();
    expect(made).toBeLessThan(5);
    transport.full = false;
    transport.drain();
    await settle();
    expect(messagesIn(transport.value())).toHaveLength(5);
  });

  it("makes no more of an answer once the connection is lost", async () => {
    let made = 0;
    const handler: DNSHandler = async function* endless({ message }) {
      for (;;) {
        made += 1;
        yield await Promise.resolve(message.reply());
      }
    } as DNSHandler;
    const transport = connect(handler);
    transport.full = true;
    transport.deliver(framed(query(1)));
    await settle();
    transport.end();
    await settle();
    const then = made;
    await settle();
    expect(made).toBe(then);
  });

  it.each([
    ["that sends nothing", Buffer.alloc(0)],
    ["that never sends its first query whole (slowloris)", framed(query(1)).subarray(0, 10)],
  ])("closes a connection %s within firstQueryTimeoutMs", (_what, bytes) => {
    const clock = new Clock();
    const transport = connect(answers, { firstQueryTimeoutMs: 5000 }, clock);
    for (const byte of bytes) {
      clock.advance(400);
      transport.deliver(Buffer.of(byte));
    }
    clock.advance(5000 - 400 * bytes.length - 1);
    expect(transport.aborted).toBeUndefined();
    clock.advance(1);
    expect(transport.aborted).toBeDefined();
  });

  it("closes an idle connection, and counts from the last query or answer", async () => {
    const { waiting, handler } = held();
    const clock = new Clock();
    const transport = connect(handler, { idleTimeoutMs: 1000 }, clock);
    transport.deliver(framed(query(1)));
    clock.advance(900);
    waiting[0]?.answer();
    await settle();
    clock.advance(999);
    expect(transport.aborted).toBeUndefined();
    clock.advance(1);
    expect(transport.aborted).toBeDefined();
  });

  it("closes a connection that sends its second query a byte at a time within idleTimeoutMs (slowloris)", () => {
    const clock = new Clock();
    const transport = connect(answers, { idleTimeoutMs: 1000 }, clock);
    transport.deliver(framed(query(1)));
    for (const byte of framed(query(2)).subarray(0, 9)) {
      clock.advance(100);
      transport.deliver(Buffer.of(byte));
    }
    clock.advance(99);
    expect(transport.aborted).toBeUndefined();
    clock.advance(1);
    expect(transport.aborted).toBeDefined();
  });

  it("closes a connection whose peer takes nothing for idleTimeoutMs, whatever it asks for", async () => {
    const clock = new Clock();
    const endless: DNSHandler = async function* many({ message }) {
      for (;;) yield await Promise.resolve(message.reply());
    } as DNSHandler;
    const transport = connect(endless, { idleTimeoutMs: 1000 }, clock);
    transport.full = true;
    transport.deliver(framed(query(1)));
    await settle();
    clock.advance(500);
    transport.deliver(framed(query(2)));
    await settle();
    clock.advance(500);
    expect(transport.aborted).toBeDefined();
  });

  it("answers what was asked before the server stops, and nothing more", async () => {
    const { waiting, handler } = held();
    const transport = connect(handler);
    transport.deliver(framed(query(1)));
    transport.finishConnection();
    expect(transport.disconnecting).toBe(false);
    transport.deliver(framed(query(2)));
    waiting[0]?.answer();
    await settle();
    expect(messagesIn(transport.value()).map(({ id }) => id)).toEqual([1]);
    expect(transport.disconnecting).toBe(true);
    expect(transport.producer).toBeUndefined();
  });

  it("closes when the peer has closed its direction and every answer is sent", async () => {
    const { waiting, handler } = held();
    const transport = connect(handler, { maxQueriesPerConnection: 2 });
    transport.deliver(Buffer.concat([1, 2, 3, 4, 5].map((id) => framed(query(id)))));
    transport.deliverEnd();
    expect(transport.disconnecting).toBe(false);
    for (let answered = 0; answered < 5; answered++) {
      expect(transport.disconnecting).toBe(false);
      waiting[answered]?.answer();
      await settle();
    }
    expect(messagesIn(transport.value()).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect(transport.disconnecting).toBe(true);
    expect(transport.producer).toBeUndefined();
  });

  it("says FORMERR to what is no message, and goes on", () => {
    const transport = connect(answers);
    const broken = query(9).encode().subarray(0, 14);
    transport.deliver(Buffer.concat([encodeLengthPrefixed(broken, prefix), framed(query(2))]));
    expect(messagesIn(transport.value()).map(({ rcode }) => rcode)).toEqual([Rcode.FORMERR, Rcode.NOERROR]);
  });

  it("refuses connections beyond maxConnectionsPerAddress", () => {
    const factory = new DNSServerFactory({ handlers: [answers], limits: { maxConnectionsPerAddress: 2 } });
    const peer = ipAddress("tcp", "192.0.2.1", 1);
    const made = Array.from({ length: 3 }, () => {
      const protocol = factory.buildProtocol(peer);
      if (protocol !== undefined) new StringTransport({ peer }).start(protocol);
      return protocol !== undefined;
    });
    expect(made).toEqual([true, true, false]);
    expect(factory.buildProtocol(ipAddress("tcp", "192.0.2.2", 1))).toBeDefined();
  });

  it("refuses connections beyond maxConnections, wherever they come from, until one is gone", () => {
    const factory = new DNSServerFactory({ handlers: [answers], limits: { maxConnections: 2 } });
    const open = (host: string): StringTransport | undefined => {
      const protocol = factory.buildProtocol(ipAddress("tcp", host, 1));
      if (protocol === undefined) return undefined;
      const transport = new StringTransport();
      transport.start(protocol);
      return transport;
    };
    const first = open("192.0.2.1");
    expect(open("192.0.2.2")).toBeDefined();
    expect(open("192.0.2.3")).toBeUndefined();
    first?.end();
    expect(open("192.0.2.3")).toBeDefined();
  });

  it("refuses a limit that can't be one", () => {
    expect(() => new DNSServerFactory({ handlers: [], limits: { idleTimeoutMs: 0 } })).toThrow(RangeError);
  });
});
