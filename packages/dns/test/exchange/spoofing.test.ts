import { describe, expect, it } from "@jest/globals";
import { Deferred, ipAddress, type ReactorTime, type ReactorUDP } from "@twist/core";
import { MemoryReactor, type RecordedDatagramPort, SeededRandom } from "@twist/core/testing";
import { StubResolver } from "../../src/client/stub-resolver.js";
import { UDPUpstream, type UDPUpstreamOptions } from "../../src/exchange/udp-upstream.js";
import { A } from "../../src/records/a.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { addressAnswer, answerTexts } from "./answers.js";

/**
 * Somebody who can send datagrams with any source address, and is faster than the server (RFC 5452 §3). What he has to guess: the port, the
 * id, and the case of each letter. Everything else he knows.
 */
const server = ipAddress("udp", "192.0.2.53", 53);
const truth = "192.0.2.1";
const lie = "198.51.100.66";

interface Race {
  readonly upstream: UDPUpstream;
  readonly reactor: MemoryReactor;
  /** The client's port, and the query that left it. */
  readonly port: RecordedDatagramPort;
  readonly asked: Message;
  readonly answer: Promise<Message>;
}

function race(options: Partial<UDPUpstreamOptions> = {}): Race {
  const reactor = new MemoryReactor();
  const upstream = new UDPUpstream({ host: server.host, ...options }, reactor);
  const answer = upstream.exchange(Message.query("www.example.com.", A.code, { edns: new EDNS() }));
  const [port] = reactor.datagramPorts;
  const [sent] = port?.sent ?? [];
  if (port === undefined || sent === undefined) throw new TypeError("nothing was sent");
  return { upstream, reactor, port, asked: Message.decode(sent.data), answer };
}

/** A lie that would be believed, but for what `spoil` does to it. */
function forged(asked: Message, spoil: (response: Message) => void = () => undefined): Buffer {
  const response = addressAnswer(asked, lie);
  spoil(response);
  return response.encode();
}

function reversedCase({ name, type }: Question): Question {
  const letters = Array.from(name.octets, (char) => {
    const lower = char.toLowerCase();
    return char === lower ? char.toUpperCase() : lower;
  });
  return new Question(Name.fromOctets(letters.join("")), type);
}

describe("a forged answer", () => {
  it("is believed where nothing has to be guessed: so the tests below prove something", async () => {
    const { port, asked, answer } = race();
    port.deliver(forged(asked), server);
    expect(answerTexts(await answer)[0]).toContain(lie);
  });

  it.each<[string, (asked: Message) => Buffer]>([
    ["another id", (asked) => forged(asked, (response) => (response.id ^= 0x8000))],
    ["another name", (asked) => forged(asked, (response) => (response.question = [new Question(Name.from("x."), 1)]))],
    [
      "the name in another case",
      (asked) => forged(asked, (response) => (response.question = asked.question.map(reversedCase))),
    ],
    [
      "the name all in lower case",
      (asked) =>
        forged(asked, (response) => {
          const lower = asked.question.map(
            ({ name, type }) => new Question(Name.from(name.toString().toLowerCase()), type),
          );
          // One time in 8192 that is the case in which it was asked.
          response.question = lower.map((one, i) =>
            one.name.octets === asked.question[i]?.name.octets ? reversedCase(one) : one,
          );
        }),
    ],
    [
      "another type",
      (asked) =>
        forged(asked, (response) => (response.question = asked.question.map(({ name }) => new Question(name, 28)))),
    ],
    [
      "another class",
      (asked) =>
        forged(asked, (response) => (response.question = asked.question.map(({ name }) => new Question(name, 1, 3)))),
    ],
    ["no question", (asked) => forged(asked, (response) => (response.question = []))],
    [
      "two questions",
      (asked) => forged(asked, (response) => (response.question = [...asked.question, ...asked.question])),
    ],
    ["QR unset", (asked) => forged(asked, (response) => (response.qr = false))],
    ["another opcode", (asked) => forged(asked, (response) => (response.opcode = 5))],
    ["its end cut off", (asked) => forged(asked).subarray(0, -3)],
    ["nothing in it", () => Buffer.alloc(0)],
  ])("with %s is dropped and counted, and the true answer taken", async (_, forge) => {
    const { upstream, port, asked, answer } = race();
    port.deliver(forge(asked), server);
    port.deliver(addressAnswer(asked, truth).encode(), server);
    expect(answerTexts(await answer)[0]).toContain(truth);
    expect(upstream.mismatches).toBe(1);
  });

  it.each([
    ["address", ipAddress("udp", "192.0.2.54", 53)],
    ["port", ipAddress("udp", "192.0.2.53", 5353)],
    ["family", ipAddress("udp", "::ffff:192.0.2.53", 53)],
  ])("from another %s is dropped and counted", async (_, from) => {
    const { upstream, port, asked, answer } = race();
    port.deliver(forged(asked), from);
    port.deliver(addressAnswer(asked, truth).encode(), server);
    expect(answerTexts(await answer)[0]).toContain(truth);
    expect(upstream.mismatches).toBe(1);
  });

  it("comes too late after the true answer: the port is closed", async () => {
    const { upstream, port, asked, answer } = race();
    port.deliver(addressAnswer(asked, truth).encode(), server);
    expect(port.listening).toBe(false);
    port.deliver(forged(asked), server);
    expect(answerTexts(await answer)[0]).toContain(truth);
    expect(upstream.mismatches).toBe(0);
  });

  it("has three tries at a port that is known, whatever the forger sends", async () => {
    const { upstream, port, asked, answer } = race();
    const failed = expect(answer).rejects.toMatchObject({ code: "MISMATCH" });
    for (let guess = 1; guess <= 10_000; guess++)
      port.deliver(
        forged(asked, (response) => (response.id = guess ^ asked.id)),
        server,
      );
    await failed;
    expect(upstream.mismatches).toBe(3);
  });
});

describe("a port that opens too late", () => {
  it("is closed again, and nothing is sent from it", async () => {
    const reactor = new MemoryReactor();
    const opening = new Deferred<undefined>();
    const late: ReactorUDP & ReactorTime = {
      now: () => reactor.now(),
      wallTime: () => reactor.wallTime(),
      callLater: (delayMs, callback) => reactor.callLater(delayMs, callback),
      listenUDP: (port, protocol, options) => opening.addCallback(() => reactor.listenUDP(port, protocol, options)),
    };
    const slow = new UDPUpstream({ host: server.host }, late);
    const failed = expect(slow.exchange(Message.query("www.example.com.", 1), { timeoutMs: 10 })).rejects.toMatchObject(
      {
        code: "TIMEOUT",
      },
    );
    reactor.advance(10);
    await failed;
    opening.callback(undefined);
    expect(reactor.datagramPorts.map(({ listening, sent }) => [listening, sent.length])).toEqual([[false, 0]]);
  });
});

describe("somebody who guesses", () => {
  it("reaches one port in 49,152, and is never believed, in 500 races with 200 datagrams each", async () => {
    const random = new SeededRandom(7);
    let believed = 0;
    let reached = 0;
    for (let round = 0; round < 500; round++) {
      const { port, asked, answer } = race();
      for (let i = 0; i < 200; i++) {
        if (16_384 + random.integer(0, 49_151) !== port.host.port) continue;
        reached += 1;
        port.deliver(
          forged(asked, (response) => (response.id = random.integer(0, 0xffff))),
          server,
        );
      }
      port.deliver(addressAnswer(asked, truth).encode(), server);
      const texts = await answer.then(answerTexts, () => [truth]);
      if (texts[0]?.includes(lie) === true) believed += 1;
    }
    expect(believed).toBe(0);
    // About two are to be expected. That there be twenty has a chance of one in 10^14.
    expect(reached).toBeLessThan(20);
  });

  it("gets no more races by asking for the same name again and again (the birthday attack)", async () => {
    const reactor = new MemoryReactor();
    const resolver = new StubResolver({ servers: [server.host] }, reactor);
    const lookups = Array.from({ length: 100 }, () => resolver.lookup("www.example.com", "A"));
    expect(reactor.datagramPorts).toHaveLength(1);
    const [port] = reactor.datagramPorts;
    const asked = Message.decode(port?.sent[0]?.data ?? Buffer.alloc(0));
    port?.deliver(addressAnswer(asked, truth).encode(), server);
    const found = await Promise.all(lookups);
    expect(found.every(({ records }) => records[0]?.data.address === truth)).toBe(true);
  });
});
