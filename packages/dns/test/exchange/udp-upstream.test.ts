import { afterEach, describe, expect, it } from "@jest/globals";
import { CannotListenError, fail, type ReactorTime, type ReactorUDP } from "@twist/core";
import { SimulatedNetwork } from "@twist/core/testing";
import { UDPUpstream, type UDPUpstreamOptions } from "../../src/exchange/udp-upstream.js";
import { A } from "../../src/records/a.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { verifyTSIGRequest } from "../../src/tsig/verify-tsig-request.js";
import { addressAnswer, answerAddress, answerTexts } from "./answers.js";
import { NameServer, type Script } from "./name-server.js";

const query = (): Message => Message.query("www.example.com.", A.code, { id: 7, edns: new EDNS() });

interface World {
  readonly network: SimulatedNetwork;
  readonly server: NameServer;
  readonly upstream: UDPUpstream;
}

let opened: SimulatedNetwork | undefined;

async function world(script: Script, options: Partial<UDPUpstreamOptions> = {}): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const server = await NameServer.start(network, "ns", "192.0.2.53", script);
  const upstream = new UDPUpstream({ host: server.address, ...options }, network.host("client").reactor);
  return { network, server, upstream };
}

afterEach(() => {
  // Whatever happened, no port and no timer may be left on the client.
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("UDPUpstream", () => {
  it("shows the caller's case in the records too, whatever case the name went out with", async () => {
    const { network, upstream } = await world(answerAddress());
    const answer = upstream.exchange(query());
    await network.run();
    expect(answerTexts(await answer)).toEqual(["www.example.com. 300 IN A 192.0.2.1"]);
  });

  it("gives the response with the id and the question as the caller made them", async () => {
    const { network, upstream, server } = await world(answerAddress());
    const answer = upstream.exchange(query());
    await network.run();
    const response = await answer;
    expect(answerTexts(response)[0]?.toLowerCase()).toBe("www.example.com. 300 in a 192.0.2.1");
    expect(response.id).toBe(7);
    expect(response.question[0]?.name.toString()).toBe("www.example.com.");
    expect(server.asked[0]?.message.edns?.udpPayloadBytes).toBe(1232);
  });

  it("asks with other letters in upper case each time, and takes only the answer to that (0x20)", async () => {
    const { network, upstream, server } = await world(answerAddress());
    const answers = Array.from({ length: 20 }, () => upstream.exchange(query()));
    await network.run();
    await Promise.all(answers);
    const names = new Set(server.asked.map(({ message }) => message.question[0]?.name.toString()));
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(name?.toLowerCase()).toBe("www.example.com.");
  });

  it("leaves the name's case alone where it is told to", async () => {
    const { network, upstream, server } = await world(answerAddress(), { randomCase: false });
    const answer = upstream.exchange(query());
    await network.run();
    await answer;
    expect(server.asked[0]?.message.question[0]?.name.toString()).toBe("www.example.com.");
  });

  it("drops a response in another case, and counts it", async () => {
    const { network, upstream } = await world((asked) => {
      const forged = addressAnswer(asked.message, "198.51.100.66");
      const [question] = asked.message.question;
      const octets = (question?.name.octets ?? "").replace(/[a-z]/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      );
      forged.question = [new Question(Name.fromOctets(octets), A.code)];
      asked.send(forged);
      asked.send(addressAnswer(asked.message));
    });
    const answer = upstream.exchange(query());
    await network.run();
    expect(answerTexts(await answer)[0]).toMatch(/192\.0\.2\.1$/);
    expect(upstream.mismatches).toBe(1);
  });

  it.each<[string, (response: Message) => void]>([
    ["another id", (response) => (response.id ^= 1)],
    ["another name", (response) => (response.question = [new Question(Name.from("evil.example."), A.code)])],
    ["another type", (response) => (response.question = response.question.map(({ name }) => new Question(name, 28)))],
    [
      "another class",
      (response) => (response.question = response.question.map(({ name }) => new Question(name, 1, 3))),
    ],
    ["no QR", (response) => (response.qr = false)],
    ["another opcode", (response) => (response.opcode = 4)],
    ["no question", (response) => (response.question = [])],
  ])("drops a response with %s", async (_, spoil) => {
    const { network, upstream } = await world((asked) => {
      const forged = addressAnswer(asked.message, "198.51.100.66");
      spoil(forged);
      asked.send(forged);
      asked.send(addressAnswer(asked.message));
    });
    const answer = upstream.exchange(query());
    await network.run();
    expect(answerTexts(await answer)[0]).toMatch(/192\.0\.2\.1$/);
    expect(upstream.mismatches).toBe(1);
  });

  it("drops what is no DNS message", async () => {
    const { network, upstream } = await world((asked) => {
      asked.send(Buffer.from("not a message"));
      asked.send(addressAnswer(asked.message));
    });
    const answer = upstream.exchange(query());
    await network.run();
    expect((await answer).answer).toHaveLength(1);
    expect(upstream.mismatches).toBe(1);
  });

  it("takes a FORMERR without a question: the server could not read it", async () => {
    const { network, upstream } = await world((asked) => {
      const reply = asked.message.reply({ rcode: Rcode.FORMERR });
      reply.question = [];
      asked.send(reply);
    });
    const answer = upstream.exchange(query());
    await network.run();
    expect((await answer).rcode).toBe(Rcode.FORMERR);
  });

  it("gives up after three responses that don't match", async () => {
    const { network, upstream } = await world((asked) => {
      for (let i = 1; i <= 3; i++) {
        const forged = addressAnswer(asked.message);
        forged.id ^= i;
        asked.send(forged);
      }
    });
    const answer = upstream.exchange(query());
    const failed = expect(answer).rejects.toMatchObject({ code: "MISMATCH" });
    await network.run();
    await failed;
    expect(network.now()).toBeLessThan(100);
  });

  it("gives a truncated response as it is", async () => {
    const { network, upstream } = await world((asked) => {
      const reply = asked.message.reply();
      reply.tc = true;
      asked.send(reply);
    });
    const answer = upstream.exchange(query());
    await network.run();
    expect((await answer).tc).toBe(true);
  });

  it("fails with TIMEOUT when nobody answers", async () => {
    const { network, upstream } = await world(() => undefined);
    const failed = expect(upstream.exchange(query(), { timeoutMs: 700 })).rejects.toMatchObject({ code: "TIMEOUT" });
    await network.run();
    await failed;
    expect(network.now()).toBe(700);
  });

  it("fails with CONNECTION_REFUSED when nobody listens", async () => {
    const { network, upstream } = await world(() => undefined, { port: 5353 });
    const failed = expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CONNECTION_REFUSED" });
    await network.run();
    await failed;
    expect(network.now()).toBeLessThan(100);
  });

  it("refuses more queries than the limit at a time, and takes more once one is done", async () => {
    const { network, upstream } = await world(answerAddress(), { maxPendingQueries: 2 });
    const answers = [upstream.exchange(query()), upstream.exchange(query())];
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "TOO_MANY_QUERIES" });
    await network.run();
    await Promise.all(answers);
    const after = upstream.exchange(query());
    await network.run();
    await expect(after).resolves.toBeDefined();
  });

  it("stops when its signal aborts, before it begins and while it waits", async () => {
    const { network, upstream, server } = await world(() => undefined);
    const reason = new Error("enough");
    await expect(upstream.exchange(query(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const failed = expect(upstream.exchange(query(), { signal: controller.signal })).rejects.toBe(reason);
    await network.run(10);
    controller.abort(reason);
    await failed;
    expect(upstream.pendingQueries).toBe(0);
    expect(server.asked).toHaveLength(1);
  });

  it("fails what waits, and what comes later, once it is closed", async () => {
    const { network, upstream } = await world(() => undefined);
    const failed = expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await network.run(1);
    upstream.close();
    await failed;
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("takes only a response that is signed with the query's key", async () => {
    const key = new TSIGKey({ name: "k.example.", secret: Buffer.alloc(32, 7) });
    const { network, upstream } = await world((asked) => {
      const signer = verifyTSIGRequest(asked.message, new TSIGKeyring([key]), network.host("ns").reactor.wallTime());
      asked.send(addressAnswer(asked.message, "198.51.100.66"));
      asked.send(signer.sign(addressAnswer(asked.message).encode(), network.host("ns").reactor.wallTime()));
    });
    const answer = upstream.exchange(query(), { key });
    await network.run();
    expect(answerTexts(await answer)[0]).toMatch(/192\.0\.2\.1$/);
  });

  it("says BAD_SIGNATURE when none of the responses is signed well", async () => {
    const key = new TSIGKey({ name: "k.example.", secret: Buffer.alloc(32, 7) });
    const { network, upstream } = await world(answerAddress());
    const failed = expect(upstream.exchange(query(), { key })).rejects.toMatchObject({
      code: "BAD_SIGNATURE",
      cause: { code: "TSIG_MISSING" },
    });
    await network.run();
    await failed;
  });

  it("asks an IPv6 address in any spelling", async () => {
    const network = new SimulatedNetwork();
    opened = network;
    await NameServer.start(network, "ns", "2001:db8::53", answerAddress());
    const upstream = new UDPUpstream({ host: "2001:DB8:0:0::53" }, network.host("client").reactor);
    const answer = upstream.exchange(query());
    await network.run();
    expect((await answer).answer).toHaveLength(1);
    expect(upstream.name).toBe("udp:[2001:db8::53]:53");
  });

  it("refuses a name in the place of an address, and a port or limit that is none", () => {
    const { reactor } = new SimulatedNetwork().host("client");
    expect(() => new UDPUpstream({ host: "dns.example" }, reactor)).toThrow(TypeError);
    expect(() => new UDPUpstream({ host: "192.0.2.1", port: 0 }, reactor)).toThrow(RangeError);
    expect(() => new UDPUpstream({ host: "192.0.2.1", maxMismatches: 0 }, reactor)).toThrow(RangeError);
  });

  it("asks from another port where one is taken, and from one of the system's choice after eight of them", async () => {
    const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    opened = network;
    await NameServer.start(network, "ns", "192.0.2.53", answerAddress());
    const { reactor } = network.host("client");
    const tried: number[] = [];
    let taken = 8;
    const crowded: ReactorUDP & ReactorTime = {
      now: () => reactor.now(),
      wallTime: () => reactor.wallTime(),
      callLater: (delayMs, callback) => reactor.callLater(delayMs, callback),
      listenUDP: (port, protocol, options) => {
        tried.push(port);
        return tried.length <= taken
          ? fail(new CannotListenError("in use"))
          : reactor.listenUDP(port, protocol, options);
      },
    };
    const upstream = new UDPUpstream({ host: "192.0.2.53" }, crowded);
    const answer = upstream.exchange(query());
    await network.run();
    expect((await answer).answer).toHaveLength(1);
    expect(new Set(tried.slice(0, 8)).size).toBeGreaterThan(5);
    expect(tried.at(-1)).toBe(0);
    taken = Infinity;
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  });
});
