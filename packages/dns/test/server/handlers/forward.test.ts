import { describe, expect, it } from "@jest/globals";
import { Deferred, fail, succeed } from "@twist/core";
import { Clock, SimulatedNetwork } from "@twist/core/testing";
import { DNSExchangeError } from "../../../src/exchange/dns-exchange-error.js";
import { makeUpstream } from "../../../src/exchange/make-upstream.js";
import type { ExchangeOptions, Upstream } from "../../../src/exchange/upstream.js";
import { chainHandlers, type DNSHandler, isMessage } from "../../../src/server/dns-handler.js";
import type { DNSQuery } from "../../../src/server/dns-query.js";
import { DNSDatagramServer } from "../../../src/server/dns-datagram-server.js";
import { forward, type ForwardOptions } from "../../../src/server/handlers/forward.js";
import { ClientSubnet } from "../../../src/wire/edns/client-subnet.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import { Message } from "../../../src/wire/message.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { addressAnswer, answerAddress, answerTexts } from "../../exchange/answers.js";
import { NameServer } from "../../exchange/name-server.js";
import { answerOf, queryFor } from "../ask.js";

/** An upstream that answers as a test says. */
class ScriptedUpstream implements Upstream {
  readonly name: string;
  readonly asked: Message[] = [];
  answer: (query: Message, options: ExchangeOptions) => Deferred<Message>;

  constructor(name = "scripted", answer = (query: Message): Deferred<Message> => succeed(addressAnswer(query))) {
    this.name = name;
    this.answer = answer;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    this.asked.push(query);
    return this.answer(query, options);
  }

  close(): void {
    this.answer = () => fail(new DNSExchangeError("CLOSED", "closed"));
  }
}

const silent = (): Deferred<Message> => fail(new DNSExchangeError("TIMEOUT", "nothing came"));

function forwarding(upstreams: Upstream[], options: ForwardOptions = {}): DNSHandler[] {
  return [forward(upstreams, options, new Clock())];
}

async function ask(handlers: readonly DNSHandler[], query: DNSQuery = queryFor()): Promise<Message> {
  const answer = await chainHandlers(handlers)(query);
  if (!isMessage(answer)) throw new Error("it isn't answered by one message");
  return answer;
}

const extendedErrors = ({ edns }: Message): number[] => edns?.getAll(ExtendedError).map((one) => one.infoCode) ?? [];

describe("forward", () => {
  it("answers with what the upstream says, under the client's id", async () => {
    const query = queryFor();
    query.message.id = 4711;
    const reply = await ask(forwarding([new ScriptedUpstream()]), query);
    expect(reply).toMatchObject({ id: 4711, qr: true, ra: true, rd: true, aa: false });
    expect(answerTexts(reply)).toEqual(["www.example. 300 IN A 192.0.2.1"]);
  });

  it("keeps what the client says with EDNS from the upstream, but for its wish for DNSSEC", async () => {
    const upstream = new ScriptedUpstream();
    const edns = new EDNS({ udpPayloadBytes: 4096, dnssecOk: true });
    edns.add(ClientSubnet, { family: 1, sourcePrefixLength: 24, scopePrefixLength: 0, address: "192.0.2.0" });
    const query = queryFor({ edns });
    query.message.cd = true;
    await ask(forwarding([upstream]), query);
    const [asked] = upstream.asked;
    expect(asked?.edns?.options).toEqual([]);
    expect([asked?.edns?.udpPayloadBytes, asked?.edns?.dnssecOk, asked?.cd, asked?.rd]).toEqual([
      1232,
      true,
      true,
      true,
    ]);
  });

  it("asks the next upstream where one keeps silent, and begins with that one next time", async () => {
    const first = new ScriptedUpstream("first", silent);
    const second = new ScriptedUpstream("second");
    const handlers = forwarding([first, second]);
    expect((await ask(handlers)).answer).toHaveLength(1);
    await ask(handlers);
    expect([first.asked.length, second.asked.length]).toEqual([1, 2]);
  });

  it("begins with another upstream each time where it is told to rotate", async () => {
    const upstreams = [new ScriptedUpstream("a"), new ScriptedUpstream("b"), new ScriptedUpstream("c")];
    const handlers = forwarding(upstreams, { rotate: true });
    for (let i = 0; i < 6; i++) await ask(handlers);
    expect(upstreams.map(({ asked }) => asked.length)).toEqual([2, 2, 2]);
  });

  it("says SERVFAIL, and why, where no upstream answers", async () => {
    const reply = await ask(forwarding([new ScriptedUpstream("a", silent), new ScriptedUpstream("b", silent)]));
    expect([reply.rcode, reply.ra, ...extendedErrors(reply)]).toEqual([Rcode.SERVFAIL, true, 22]);
  });

  it.each([
    ["CONNECTION_REFUSED", 23],
    ["CLOSED", 14],
    ["MISMATCH", 24],
    ["BAD_SIGNATURE", 22],
  ] as const)("explains %s as extended error %d", async (code, infoCode) => {
    const upstream = new ScriptedUpstream("a", () => fail(new DNSExchangeError(code, "no")));
    expect(extendedErrors(await ask(forwarding([upstream])))).toEqual([infoCode]);
  });

  it("passes on the upstream's own failure and its reason", async () => {
    const upstream = new ScriptedUpstream("a", (query) => {
      const response = query.reply({ rcode: Rcode.SERVFAIL });
      response.edns?.add(ExtendedError, { infoCode: 6, extraText: "bogus" });
      return succeed(response);
    });
    const reply = await ask(forwarding([upstream]));
    expect([reply.rcode, ...extendedErrors(reply)]).toEqual([Rcode.SERVFAIL, 6]);
  });

  it("doesn't give an error that needs EDNS to a client without it", async () => {
    const upstream = new ScriptedUpstream("a", (query) => succeed(query.reply({ rcode: Rcode.BADCOOKIE })));
    const reply = await ask(forwarding([upstream]), queryFor({ edns: undefined }));
    expect(reply.rcode).toBe(Rcode.SERVFAIL);
    expect(Message.decode(reply.encode()).rcode).toBe(Rcode.SERVFAIL);
  });

  it("says SERVFAIL where a record of the answer can't be read, as it is not the client's fault", async () => {
    const upstream = new ScriptedUpstream("a", (query) => {
      const bytes = addressAnswer(query).encode();
      // An A record of three octets: one less in its length, and in the message.
      bytes.writeUInt16BE(3, bytes.length - 6 - 11);
      const cut = Buffer.concat([bytes.subarray(0, bytes.length - 12), bytes.subarray(bytes.length - 11)]);
      return succeed(Message.decode(cut));
    });
    const reply = await ask(forwarding([upstream]));
    expect([reply.rcode, ...extendedErrors(reply)]).toEqual([Rcode.SERVFAIL, 24]);
  });

  it("takes off AD unless the upstream is to be trusted", async () => {
    const upstream = new ScriptedUpstream("a", (query) => {
      const response = addressAnswer(query);
      response.ad = true;
      return succeed(response);
    });
    expect((await ask(forwarding([upstream]))).ad).toBe(false);
    expect((await ask(forwarding([upstream], { trustAuthenticData: true }))).ad).toBe(true);
  });

  it("forwards only the names of its domains", async () => {
    const upstream = new ScriptedUpstream();
    const handlers = forwarding([upstream], { domains: ["corp.example."] });
    expect((await ask(handlers, queryFor({ name: "a.corp.example." }))).rcode).toBe(Rcode.NOERROR);
    expect((await ask(handlers, queryFor({ name: "www.example." }))).rcode).toBe(Rcode.REFUSED);
    expect(upstream.asked).toHaveLength(1);
  });

  it("refuses who doesn't want recursion, and leaves transfers and other opcodes to others", () => {
    const upstream = new ScriptedUpstream();
    const handlers = forwarding([upstream]);
    const iterative = queryFor();
    iterative.message.rd = false;
    expect(answerOf(handlers, iterative)?.rcode).toBe(Rcode.REFUSED);
    expect(answerOf(handlers, queryFor({ type: "AXFR" }))?.rcode).toBe(Rcode.REFUSED);
    const update = queryFor();
    update.message.opcode = 5;
    expect(answerOf(handlers, update)?.rcode).toBe(Rcode.NOTIMP);
    expect(upstream.asked).toHaveLength(0);
  });

  it("says SERVFAIL to more questions than may wait, until one has its answer", async () => {
    const waiting: Deferred<Message>[] = [];
    const upstream = new ScriptedUpstream("slow", () => {
      const answer = new Deferred<Message>();
      waiting.push(answer);
      return answer;
    });
    const handlers = forwarding([upstream], { maxPendingQueries: 2 });
    const first = ask(handlers, queryFor({ name: "a." }));
    void ask(handlers, queryFor({ name: "b." }));
    expect(extendedErrors(await ask(handlers, queryFor({ name: "c." })))).toEqual([14]);
    waiting[0]?.callback(addressAnswer(queryFor({ name: "a." }).message));
    await first;
    void ask(handlers, queryFor({ name: "d." }));
    expect(upstream.asked).toHaveLength(3);
  });

  it("refuses options that can't be", () => {
    expect(() => forward([], {}, new Clock())).toThrow(RangeError);
    expect(() => forwarding([new ScriptedUpstream()], { maxPendingQueries: 0 })).toThrow(RangeError);
  });

  it("works with real servers: over to TCP where an answer is cut, over to the next where one is dead", async () => {
    const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    network.host("dead", { addresses: ["192.0.2.52"] });
    const server = await NameServer.start(network, "ns", "192.0.2.53", (asked) => {
      const answer = addressAnswer(asked.message);
      answer.tc = asked.from !== undefined;
      asked.send(answer);
    });
    const { reactor } = network.host("forwarder");
    const upstreams = ["192.0.2.52", "192.0.2.53"].map((host) => makeUpstream({ host }, reactor));
    const handlers = [forward(upstreams, {}, reactor)];
    const reply = ask(handlers);
    await network.run(3_000);
    expect(answerTexts(await reply)).toEqual(["www.example. 300 IN A 192.0.2.1"]);
    expect([server.datagrams.length, server.streamed.length]).toEqual([1, 1]);
    for (const upstream of upstreams) upstream.close();
  });

  it("stops a query that goes round in a circle of forwarders", async () => {
    const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    const { reactor } = network.host("forwarder", { addresses: ["192.0.2.53"] });
    let queries = 0;
    const upstream = makeUpstream({ host: "192.0.2.53", attempts: 1 }, reactor);
    const counted: DNSHandler = (query, next) => {
      queries += 1;
      return next(query);
    };
    const handlers = [counted, forward([upstream], { maxEqualQueries: 20 }, reactor)];
    await reactor.listenUDP(53, new DNSDatagramServer({ handlers }), { interface: "0.0.0.0" });
    const client = makeUpstream({ host: "192.0.2.53" }, network.host("client").reactor);
    const reply = client.exchange(queryFor().message);
    await network.run(4_000);
    expect((await reply).rcode).toBe(Rcode.SERVFAIL);
    expect(queries).toBeLessThanOrEqual(25);
    upstream.close();
    client.close();
    await network.run();
  });

  it("asks a server of the network by TLS where it is told to, and by nothing else", async () => {
    const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    const server = await NameServer.start(network, "ns", "192.0.2.53", answerAddress());
    const { reactor } = network.host("forwarder");
    const upstream = makeUpstream({ host: "192.0.2.53", transport: "tls", serverName: "dns.example" }, reactor);
    const reply = ask([forward([upstream], {}, reactor)]);
    await network.run(20_000);
    // Nobody listens at port 853: it isn't asked in clear.
    expect(extendedErrors(await reply)).toEqual([23]);
    expect(server.asked).toEqual([]);
    upstream.close();
  });
});
