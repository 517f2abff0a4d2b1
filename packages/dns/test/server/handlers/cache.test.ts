import { beforeEach, describe, expect, it } from "@jest/globals";
import { Deferred } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { AnswerCache } from "../../../src/cache/answer-cache.js";
import { chainHandlers, type DNSAnswer, type DNSHandler, isMessage } from "../../../src/server/dns-handler.js";
import type { DNSQuery } from "../../../src/server/dns-query.js";
import { cache, type CacheOptions } from "../../../src/server/handlers/cache.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import type { Message } from "../../../src/wire/message.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { a, soa } from "../../cache/records.js";
import { answerOf, type Asking, queryFor } from "../ask.js";

/** A handler that counts what it is asked, and answers as `answer` says. */
class Origin {
  readonly asked: DNSQuery[] = [];
  answer: (query: DNSQuery) => DNSAnswer | PromiseLike<DNSAnswer> = (query) => addresses(query, 100);

  readonly handler: DNSHandler = (query) => {
    this.asked.push(query);
    return this.answer(query);
  };
}

function addresses({ message, question }: DNSQuery, ttl: number): Message {
  const reply = message.reply();
  reply.answer.push(a(question.name.toString(), ttl));
  return reply;
}

let clock: Clock;
let origin: Origin;
let handlers: DNSHandler[];

function open(options: CacheOptions = {}): void {
  clock = new Clock();
  origin = new Origin();
  handlers = [cache(options, clock), origin.handler];
}

async function ask(query: DNSQuery): Promise<Message> {
  const answer = await chainHandlers(handlers)(query);
  if (!isMessage(answer)) throw new Error("it isn't answered by one message");
  return answer;
}

const askFor = (asking: Asking = {}): Promise<Message> => ask(queryFor(asking));
const texts = ({ answer }: Message): string[] => answer.map(String);
const extendedErrors = ({ edns }: Message): number[] => edns?.getAll(ExtendedError).map((one) => one.infoCode) ?? [];

describe("cache", () => {
  beforeEach(() => {
    open();
  });

  it("answers the second time at once, with the time that is left", async () => {
    expect(texts(await askFor())).toEqual(["www.example. 100 IN A 192.0.2.1"]);
    clock.advance(30_000);
    const query = queryFor({ name: "WWW.example." });
    query.message.id = 77;
    const reply = answerOf(handlers, query);
    expect(reply).toMatchObject({ id: 77, ra: true, qr: true });
    expect(reply?.answer.map(String)).toEqual(["www.example. 70 IN A 192.0.2.1"]);
    expect(reply?.question[0]?.name.toString()).toBe("WWW.example.");
    expect(origin.asked).toHaveLength(1);
  });

  it("doesn't keep a refusal of the moment (Not Ready), also where the client is too old to be told", async () => {
    origin.answer = ({ message }) => {
      const reply = message.reply({ rcode: Rcode.SERVFAIL });
      reply.edns?.add(ExtendedError, { infoCode: 14, extraText: "busy" });
      return reply;
    };
    const refused = await askFor({ edns: undefined });
    expect([refused.rcode, refused.edns]).toEqual([Rcode.SERVFAIL, undefined]);
    origin.answer = (query) => addresses(query, 100);
    expect(texts(await askFor({ edns: undefined }))).toHaveLength(1);
  });

  it("asks again when the time is over", async () => {
    await askFor();
    clock.advance(100_000);
    await askFor();
    expect(origin.asked).toHaveLength(2);
  });

  it("keeps it that a name doesn't exist, for every type (RFC 2308)", async () => {
    origin.answer = ({ message }) => {
      const reply = message.reply({ rcode: Rcode.NXDOMAIN });
      reply.authority.push(soa("example.", 3600, 60));
      return reply;
    };
    await askFor();
    expect((await askFor({ type: "MX" })).rcode).toBe(Rcode.NXDOMAIN);
    expect(origin.asked).toHaveLength(1);
    clock.advance(60_000);
    await askFor();
    expect(origin.asked).toHaveLength(2);
  });

  it("keeps a failure for a few seconds, and says that it did (RFC 9520)", async () => {
    origin.answer = ({ message }) => message.reply({ rcode: Rcode.SERVFAIL });
    expect(extendedErrors(await askFor())).toEqual([]);
    const reply = await askFor();
    expect([reply.rcode, ...extendedErrors(reply)]).toEqual([Rcode.SERVFAIL, 13]);
    clock.advance(5_000);
    await askFor();
    expect(origin.asked).toHaveLength(2);
  });

  it("asks once for equal questions at one time", async () => {
    const wait = new Deferred<void>();
    origin.answer = (query) => wait.addCallback(() => addresses(query, 100));
    const answers = [askFor(), askFor(), askFor({ name: "WWW.EXAMPLE." })];
    wait.callback();
    expect((await Promise.all(answers)).map(({ rcode, answer }) => [rcode, answer.length])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(origin.asked).toHaveLength(1);
  });

  it("fetches anew in the last tenth of the time, while it still answers what it has", async () => {
    await askFor();
    clock.advance(91_000);
    origin.answer = (query) => addresses(query, 500);
    expect(texts(await askFor())).toEqual(["www.example. 9 IN A 192.0.2.1"]);
    expect(origin.asked).toHaveLength(2);
    expect(texts(await askFor())).toEqual(["www.example. 500 IN A 192.0.2.1"]);
  });

  it("doesn't fetch anew where it is told not to", async () => {
    open({ prefetch: false });
    await askFor();
    clock.advance(91_000);
    await askFor();
    expect(origin.asked).toHaveLength(1);
  });

  it("gives what is stale where nothing newer can be had, and says so (RFC 8767)", async () => {
    await askFor();
    clock.advance(200_000);
    origin.answer = ({ message }) => message.reply({ rcode: Rcode.SERVFAIL });
    const reply = await askFor();
    expect(texts(reply)).toEqual(["www.example. 30 IN A 192.0.2.1"]);
    expect(extendedErrors(reply)).toEqual([3]);
    // For a while nobody is bothered again.
    await askFor();
    expect(origin.asked).toHaveLength(2);
  });

  it("gives what is stale where a new answer takes too long", async () => {
    await askFor();
    clock.advance(200_000);
    origin.answer = () => new Deferred<Message>();
    const waiting = askFor();
    clock.advance(1_800);
    expect(extendedErrors(await waiting)).toEqual([3]);
  });

  it("says of a stale denial that it is one", async () => {
    origin.answer = ({ message }) => {
      const reply = message.reply({ rcode: Rcode.NXDOMAIN });
      reply.authority.push(soa("example.", 60, 60));
      return reply;
    };
    await askFor();
    clock.advance(61_000);
    origin.answer = ({ message }) => message.reply({ rcode: Rcode.SERVFAIL });
    const reply = await askFor();
    expect([reply.rcode, ...extendedErrors(reply)]).toEqual([Rcode.NXDOMAIN, 19]);
  });

  it("keeps nothing stale where it is told not to", async () => {
    open({ keepStaleMs: 0 });
    await askFor();
    clock.advance(100_000);
    origin.answer = ({ message }) => message.reply({ rcode: Rcode.SERVFAIL });
    expect((await askFor()).rcode).toBe(Rcode.SERVFAIL);
  });

  it("keeps answers with DNSSEC records, and those that aren't checked, apart from all others", async () => {
    const unchecked = queryFor();
    unchecked.message.cd = true;
    for (let i = 0; i < 2; i++) {
      await askFor();
      await askFor({ edns: new EDNS({ dnssecOk: true }) });
      await ask(unchecked);
    }
    expect(origin.asked.map(({ message }) => [message.edns?.dnssecOk, message.cd])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  it("says AD only to who has asked for it, whoever asked first (RFC 6840)", async () => {
    origin.answer = (query) => {
      const reply = addresses(query, 100);
      reply.ad = query.message.ad;
      return reply;
    };
    const interested = queryFor();
    interested.message.ad = true;
    const flags = [await askFor(), await askFor(), await ask(interested)].map(({ ad }) => ad);
    expect(flags).toEqual([false, false, true]);
  });

  it("lets queries through that don't want recursion, and keeps their answers from others", async () => {
    const snooping = queryFor();
    snooping.message.rd = false;
    await askFor();
    await ask(snooping);
    expect(origin.asked).toHaveLength(2);
  });

  it("lets transfers and other opcodes through", async () => {
    async function* transfer(): AsyncGenerator<Message> {
      yield await Promise.resolve(queryFor().message.reply());
    }
    const messages = transfer();
    origin.answer = () => messages;
    expect(await chainHandlers(handlers)(queryFor({ type: "AXFR" }))).toBe(messages);
    const update = queryFor();
    update.message.opcode = 5;
    expect(await chainHandlers(handlers)(update)).toBe(messages);
  });

  it("drops a query that the handlers after it drop", async () => {
    origin.answer = () => undefined;
    expect(await chainHandlers(handlers)(queryFor())).toBeUndefined();
    expect(await chainHandlers(handlers)(queryFor())).toBeUndefined();
    expect(origin.asked).toHaveLength(2);
  });

  it("keeps nothing of what a handler throws", async () => {
    origin.answer = () => {
      throw new TypeError("a bug");
    };
    await expect(askFor()).rejects.toThrow("a bug");
    origin.answer = (query) => addresses(query, 100);
    expect(texts(await askFor())).toHaveLength(1);
  });

  it("uses the cache that it is given", async () => {
    clock = new Clock();
    const answers = new AnswerCache(clock);
    handlers = [cache({ cache: answers }, clock), origin.handler];
    await askFor();
    expect(answers.size).toBe(1);
    answers.clear();
    await askFor();
    expect(origin.asked).toHaveLength(2);
  });

  it("refuses limits that are none", () => {
    expect(() => cache({ limits: { maxCacheBytes: -1 } }, clock)).toThrow(RangeError);
  });
});
