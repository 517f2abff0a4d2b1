import { describe, expect, it } from "@jest/globals";
import { NS } from "../../src/records/ns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { cname, soa } from "../cache/records.js";
import type { Script } from "../exchange/name-server.js";
import { extendedErrors, Internet, texts, usualServers, zoneScript } from "./internet.js";

const truth = ["www.example.com. 3600 IN A 198.51.100.1"];
const example = usualServers["192.0.2.10"] ?? {};
const honest = (): Script => zoneScript(example);

/** A world where `example.com.` has two servers: a bad one, and the usual one. */
async function withBadServer(script: Script): Promise<Internet> {
  const internet = await Internet.start({
    "192.0.2.2": {
      "com.": `ns A 192.0.2.2\nexample NS ns1.example\nexample NS ns2.example
        ns1.example A 192.0.2.10\nns2.example A 192.0.2.30`,
    },
  });
  await internet.serve("192.0.2.30", script);
  return internet;
}

/** Asks so many names that both servers have had their turn. */
async function askMany(internet: Internet, count = 12): Promise<number[]> {
  const rcodes: number[] = [];
  for (let i = 0; i < count; i++) rcodes.push((await internet.ask(`n${String(i)}.example.com.`)).rcode);
  return rcodes;
}

const answerWith =
  (rcode: number): Script =>
  ({ message, send }) => {
    send(message.reply({ rcode }));
  };

describe("A RecursiveResolver among servers that fail", () => {
  it.each<[string, Script]>([
    ["keeps silent", () => undefined],
    ["refuses", answerWith(Rcode.REFUSED)],
    ["fails", answerWith(Rcode.SERVFAIL)],
    ["doesn't have the zone, and says so without authority (lame)", answerWith(Rcode.NOERROR)],
    [
      "sends everybody upwards",
      ({ message, send }) => {
        const reply = message.reply();
        reply.authority.push(
          new ResourceRecord({ name: ".", type: NS, ttl: 3600, data: { nsdname: Name.from("ns.") } }),
        );
        send(reply);
      },
    ],
    [
      "sends what is no message",
      ({ message, send }) => {
        send(message.encode().subarray(0, 14));
      },
    ],
    [
      "hangs up",
      (asked) => {
        if (asked.from === undefined) asked.hangUp();
        else asked.send(truncated(asked.message));
      },
    ],
  ])("gets its answers from the other server where one %s", async (_, script) => {
    const internet = await withBadServer(script);
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    expect(await askMany(internet)).toEqual(new Array(12).fill(Rcode.NXDOMAIN));
    const asked = internet.asked.filter((line) => line.startsWith("192.0.2.30"));
    // It isn't asked each time.
    expect(asked.length).toBeLessThan(5);
  });

  it("prefers the server that is quicker", async () => {
    const internet = await withBadServer(honest());
    const [near, far] = ["192.0.2.10", "192.0.2.30"].map((address) => internet.servers.get(address)?.host);
    const resolver = internet.network.host("resolver", { addresses: ["192.0.2.250"] });
    if (near === undefined || far === undefined) throw new Error("there are two servers");
    internet.network.link(resolver, far).set({ latencyMs: 80 });
    await askMany(internet, 30);
    const slow = internet.asked.filter((line) => line.startsWith("192.0.2.30")).length;
    expect(slow).toBeGreaterThan(0);
    expect(slow).toBeLessThan(6);
  });

  it("says why where no server can be reached (RFC 8914)", async () => {
    const internet = await Internet.start();
    await internet.serve("192.0.2.10", () => undefined);
    const response = await internet.ask("www.example.com.");
    expect([response.rcode, ...extendedErrors(response)]).toEqual([Rcode.SERVFAIL, 22]);
    expect(internet.asked.length).toBeLessThanOrEqual(6);
  });

  it("gives up when its time is over", async () => {
    const internet = await Internet.start();
    internet.resolver({ limits: { timeoutMs: 1_000 } });
    await internet.serve("192.0.2.10", () => undefined);
    const before = internet.network.now();
    expect((await internet.ask("www.example.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.network.now() - before).toBeLessThanOrEqual(1_100);
  });

  it("leaves a dead server alone for a while, and tries it again then", async () => {
    const internet = await Internet.start();
    await internet.serve("192.0.2.10", () => undefined);
    await internet.ask("a.example.com.");
    internet.takeAsked();
    await internet.network.run(6_000);
    await internet.serve("192.0.2.10", honest());
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
  });

  it("asks again without EDNS where a server doesn't know it (RFC 6891 §7)", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      if (asked.message.edns === undefined) script(asked);
      else
        asked.send(
          new Message({ id: asked.message.id, flags: 0x8000, rcode: Rcode.FORMERR, question: asked.message.question }),
        );
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    internet.takeAsked();
    await internet.ask("mail.example.com.");
    // It is remembered.
    expect(internet.takeAsked()).toEqual(["192.0.2.10 mail.example.com. A"]);
  });

  it("doesn't do without EDNS, and so without DNSSEC, for some lost packets (DNS flag day 2019)", async () => {
    const internet = await Internet.start();
    const script = honest();
    let lost = 0;
    await internet.serve("192.0.2.10", (asked) => {
      if (lost++ >= 2) script(asked);
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    expect(internet.queries.every(({ message }) => message.edns?.dnssecOk === true)).toBe(true);
  });

  it("asks by TCP where one that knows EDNS seems not to: somebody may want it to be asked without", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.ask("www.example.com.");
    await internet.serve("192.0.2.10", (asked) => {
      const { id, question } = asked.message;
      if (asked.from === undefined) script(asked);
      else asked.send(new Message({ id, flags: 0x8000, rcode: Rcode.FORMERR, question }));
    });
    expect(texts(await internet.ask("alias.example.com."))).toHaveLength(2);
    expect(internet.queries.every(({ message }) => message.edns !== undefined)).toBe(true);
    expect(internet.asked.at(-1)).toBe("192.0.2.10 alias.example.com. A tcp");
  });

  it("copes with a server that gives names back in lower case", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      if (asked.from === undefined) {
        asked.hangUp();
        return;
      }
      const { message } = asked;
      const lowered = Message.decode(Buffer.from(message.encode()));
      lowered.question = message.question.map(({ name, type }) => new Question(Name.fromOctets(name.key), type));
      script({ ...asked, message: lowered });
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    expect(texts(await internet.ask("alias.example.com."))).toHaveLength(2);
  });

  it("takes the word of a server that forgets to say that it has authority, if there is no other", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      script({
        ...asked,
        send: (response) => {
          const message = Buffer.isBuffer(response) ? Message.decode(response) : response;
          message.aa = false;
          asked.send(message);
        },
      });
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
  });

  it("asks for the whole name where a server denies a part of it that has others below (RFC 9156)", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      const [question] = asked.message.question;
      const isPart = question !== undefined && /^(down\.)?below\./i.test(question.name.toString());
      if (isPart) asked.send(denial(asked.message));
      else script(asked);
    });
    expect(texts(await internet.ask("deep.down.below.example.com."))).toHaveLength(1);
    expect(internet.asked.slice(2)).toEqual([
      "192.0.2.10 below.example.com. A",
      "192.0.2.10 deep.down.below.example.com. A",
    ]);
  });

  it("believes that denial where minimisation is strict", async () => {
    const internet = await Internet.start();
    internet.resolver({ minimisation: "strict" });
    const response = await internet.ask("very.deep.nothing.example.com.");
    expect(response.rcode).toBe(Rcode.NXDOMAIN);
    expect(internet.asked.slice(2)).toEqual(["192.0.2.10 nothing.example.com. A"]);
  });

  it("asks for the whole name where a server can't answer for a part of it", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      if (/^deep\./i.test(asked.message.question[0]?.name.toString() ?? "")) script(asked);
      else asked.send(asked.message.reply({ rcode: Rcode.NOTIMP }));
    });
    expect(texts(await internet.ask("deep.down.below.example.com."))).toHaveLength(1);
  });

  it("doesn't follow an alias at the place of a name server's name (RFC 2181 §10.3)", async () => {
    const internet = await Internet.start({
      "192.0.2.2": { "com.": "ns A 192.0.2.2\nbad NS alias.example.net." },
      "192.0.2.20": { "example.net.": "ns A 192.0.2.20\nalias CNAME ns", "bad.com.": "www A 203.0.113.8" },
    });
    expect((await internet.ask("www.bad.com.")).rcode).toBe(Rcode.SERVFAIL);
  });

  it("copes with an alias at the top of a zone, beside its NS records", async () => {
    const internet = await Internet.start();
    const script = honest();
    await internet.serve("192.0.2.10", (asked) => {
      const [question] = asked.message.question;
      if (question?.name.labelCount === 2)
        asked.send(answer(asked.message, cname("example.com.", 3600, "www.example.net.")));
      else script(asked);
    });
    expect(texts(await internet.ask("example.com."))).toEqual([
      "example.com. 3600 IN CNAME www.example.net.",
      "www.example.net. 3600 IN A 203.0.113.1",
    ]);
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
  });

  it("forgets a delegation when its time is over, and asks where the zone is now", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    await internet.serve(
      "192.0.2.2",
      zoneScript({ "com.": "ns A 192.0.2.2\nexample NS ns9.example\nns9.example A 192.0.2.31" }),
    );
    await internet.serve("192.0.2.31", zoneScript({ "example.com.": "www A 198.51.100.9" }));
    await internet.network.run(3_700_000);
    expect(texts(await internet.ask("www.example.com."))).toEqual(["www.example.com. 3600 IN A 198.51.100.9"]);
  });
});

function answer(query: Message, ...records: ResourceRecord[]): Message {
  const reply = query.reply();
  reply.aa = true;
  reply.answer = records;
  return reply;
}

function denial(query: Message): Message {
  const reply = query.reply({ rcode: Rcode.NXDOMAIN });
  reply.aa = true;
  reply.authority.push(soa("example.com.", 300, 300));
  return reply;
}

function truncated(query: Message): Message {
  const reply = query.reply();
  reply.tc = true;
  return reply;
}
