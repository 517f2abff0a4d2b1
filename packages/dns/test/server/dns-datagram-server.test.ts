import { describe, expect, it } from "@jest/globals";
import { ipAddress, logPublisher } from "@twist/core";
import { Clock, RecordedDatagramPort } from "@twist/core/testing";
import fc from "fast-check";
import { TXT } from "../../src/records/txt.js";
import { DNSDatagramServer } from "../../src/server/dns-datagram-server.js";
import type { DNSAnswer, DNSHandler } from "../../src/server/dns-handler.js";
import type { DNSServerOptions } from "../../src/server/dns-server-options.js";
import { signTSIGRequest } from "../../src/tsig/sign-tsig-request.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Opcode } from "../../src/wire/opcode.js";
import { Rcode } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { answers } from "./ask.js";

const client = ipAddress("udp", "192.0.2.1", 5300);

function serve(options: Partial<DNSServerOptions> & { readonly handler?: DNSHandler } = {}): RecordedDatagramPort {
  const { handler = answers, ...rest } = options;
  const server = new DNSDatagramServer({ handlers: [handler], ...rest });
  return new RecordedDatagramPort(server, ipAddress("udp", "192.0.2.53", 53), new Clock());
}

function ask(port: RecordedDatagramPort, query: Uint8Array, from = client): Message | undefined {
  port.sent = [];
  port.deliver(query, from);
  const [sent] = port.sent;
  return sent === undefined ? undefined : Message.decode(sent.data);
}

/** A handler that answers with so many bytes of text. */
function textOf(bytes: number): DNSHandler {
  return ({ message, question }) => {
    const reply = message.reply();
    for (let left = bytes; left > 0; left -= 250) {
      const txtData = [Buffer.alloc(Math.min(250, left), "x")];
      reply.answer.push(new ResourceRecord({ name: question.name, type: TXT, ttl: 1, data: { txtData } }));
    }
    return reply;
  };
}

const query = Message.query("www.example.", 1, { id: 7 });

describe("DNSDatagramServer", () => {
  it("answers to where the query came from", () => {
    const port = serve();
    port.deliver(query.encode(), client);
    expect(port.sent[0]?.to).toEqual(client);
    expect(Message.decode(port.sent[0]?.data ?? Buffer.alloc(0))).toMatchObject({ id: 7, qr: true, rd: true });
  });

  it("never answers a response, so that two servers can't be made to talk to each other (loop)", () => {
    expect(ask(serve(), query.reply().encode())).toBeUndefined();
  });

  it.each([0, 7, 13, 17, 19])("sends nothing to port %d, whose service might answer (loop)", (port) => {
    expect(ask(serve(), query.encode(), ipAddress("udp", "192.0.2.1", port))).toBeUndefined();
  });

  it("says FORMERR to what is no message, and nothing to less than a header", () => {
    expect(ask(serve(), query.encode().subarray(0, 20))).toMatchObject({ id: 7, rcode: Rcode.FORMERR });
    expect(ask(serve(), query.encode().subarray(0, 11))).toBeUndefined();
  });

  it("says FORMERR to anything but one question (RFC 9619)", () => {
    expect(ask(serve(), new Message({ id: 7 }).encode())).toMatchObject({ rcode: Rcode.FORMERR });
  });

  it("says NOTIMP to a kind of message without a question, so that its sender knows (DSO, RFC 8490)", () => {
    const dso = new Message({ id: 7 });
    dso.opcode = Opcode.DSO;
    expect(ask(serve(), dso.encode())).toMatchObject({ id: 7, opcode: Opcode.DSO, rcode: Rcode.NOTIMP });
  });

  it("says BADVERS to a version of EDNS that it doesn't know (RFC 6891)", () => {
    const reply = ask(serve(), Message.query("a.", 1, { edns: new EDNS({ version: 1 }) }).encode());
    expect([reply?.rcode, reply?.edns?.version]).toEqual([Rcode.BADVERS, 0]);
  });

  it("says REFUSED where no handler answers, and NOTIMP to what isn't a query", () => {
    const port = serve({ handlers: [] });
    expect(ask(port, query.encode())).toMatchObject({ rcode: Rcode.REFUSED });
    const status = Message.query("a.", 1);
    status.opcode = 2;
    expect(ask(port, status.encode())).toMatchObject({ rcode: Rcode.NOTIMP, opcode: 2 });
  });

  it.each([
    ["512 bytes without EDNS", undefined, 512],
    ["what the client takes", 900, 900],
    ["512 bytes for a client that says less (RFC 6891)", 100, 512],
    ["1232 bytes for a client that says more (amplification)", 65_535, 1232],
  ])("sends at most %s, and sets TC", (_what, udpPayloadBytes, most) => {
    const port = serve({ handler: textOf(4000) });
    const edns = udpPayloadBytes === undefined ? {} : { edns: new EDNS({ udpPayloadBytes }) };
    const reply = ask(port, Message.query("a.", 16, edns).encode());
    expect(reply?.tc).toBe(true);
    expect(port.sent[0]?.data.length).toBeLessThanOrEqual(most);
    expect(port.sent[0]?.data.length).toBeGreaterThan(most - 300);
  });

  it("says SERVFAIL when a handler throws, now or later, and logs it once", async () => {
    const logged: unknown[] = [];
    const stop = logPublisher.addObserver(({ error }) => logged.push(error));
    const error = new Error("no luck");
    const now = serve({
      handler: () => {
        throw error;
      },
    });
    expect(ask(now, query.encode())).toMatchObject({ id: 7, rcode: Rcode.SERVFAIL });
    const later = serve({ handler: () => Promise.reject(error) });
    later.deliver(query.encode(), client);
    await Promise.resolve();
    await Promise.resolve();
    expect(Message.decode(later.sent[0]?.data ?? Buffer.alloc(0))).toMatchObject({ rcode: Rcode.SERVFAIL });
    expect(logged).toEqual([error, error]);
    stop();
  });

  it("answers nothing where a handler drops the query", () => {
    expect(ask(serve({ handler: () => undefined }), query.encode())).toBeUndefined();
  });

  it("drops queries beyond maxPendingQueries, and takes more once some are answered", async () => {
    const waiting: ((answer: DNSAnswer) => void)[] = [];
    const handler: DNSHandler = () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      });
    const port = serve({ handler, limits: { maxPendingQueries: 2 } });
    for (let i = 0; i < 5; i++) port.deliver(query.encode(), client);
    expect(waiting).toHaveLength(2);
    waiting[0]?.(query.reply());
    for (let i = 0; i < 10; i++) await Promise.resolve();
    port.deliver(query.encode(), client);
    expect([waiting.length, port.sent.length]).toEqual([3, 1]);
  });

  it("never throws and answers at most once, whatever comes", () => {
    const port = serve();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        port.sent = [];
        port.deliver(bytes, client);
        expect(port.sent.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("signed queries (TSIG)", () => {
  const key = new TSIGKey({ name: "key.", secret: Buffer.alloc(32, 1) });
  const keys = new TSIGKeyring([key]);

  it("tells handlers who asks, and signs the answer", () => {
    let asked: string | undefined;
    const handler: DNSHandler = ({ keyName, message }) => {
      asked = String(keyName);
      return message.reply();
    };
    const port = serve({ handler, keys });
    const { bytes, verifier } = signTSIGRequest(query.encode(), key, port.clock.wallTime());
    const reply = ask(port, bytes);
    if (reply === undefined) throw new Error("not answered");
    verifier.verify(reply, port.clock.wallTime());
    expect([asked, verifier.isSettled]).toEqual(["key.", true]);
  });

  it.each([
    ["a key that it doesn't know", new TSIGKey({ name: "other.", secret: Buffer.alloc(32, 1) }), 0],
    ["a wrong secret", new TSIGKey({ name: "key.", secret: Buffer.alloc(32, 2) }), 0],
    ["a time of long ago (replay)", key, -3600_000],
  ])("answers NOTAUTH to %s, and asks no handler", (_what, signingKey, offsetMs) => {
    let calls = 0;
    const handler: DNSHandler = ({ message }) => {
      calls += 1;
      return message.reply();
    };
    const port = serve({ handler, keys });
    const { bytes } = signTSIGRequest(query.encode(), signingKey, port.clock.wallTime() + offsetMs);
    expect(ask(port, bytes)).toMatchObject({ rcode: Rcode.NOTAUTH });
    expect(calls).toBe(0);
  });

  it("drops a query whose signed answer has no room, the names of key and question being long, and goes on", async () => {
    const label = "x".repeat(60);
    const long = new TSIGKey({
      name: `${label}.${label}.${label}.`,
      secret: Buffer.alloc(64, 1),
      algorithm: "hmac-sha512",
    });
    const name = `${label}.${label}.${label}.${label}.`;
    for (const handler of [answers, (query) => Promise.resolve(answers(query, () => undefined))] as DNSHandler[]) {
      const port = serve({ handler, keys: new TSIGKeyring([long]), limits: { maxPendingQueries: 1 } });
      const { bytes } = signTSIGRequest(Message.query(name, 1).encode(), long, port.clock.wallTime());
      const forget = logPublisher.addObserver(() => undefined);
      expect(ask(port, bytes)).toBeUndefined();
      for (let i = 0; i < 5; i++) await Promise.resolve();
      forget();
      port.deliver(query.encode(), client);
      for (let i = 0; i < 5; i++) await Promise.resolve();
      expect(port.sent).toHaveLength(1);
    }
  });
});
