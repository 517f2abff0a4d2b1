import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { serverCookies, type ServerCookiesOptions } from "../../../src/server/handlers/server-cookies.js";
import { Cookie } from "../../../src/wire/edns/cookie.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import type { Message } from "../../../src/wire/message.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { answerOf, answers, queryFor } from "../ask.js";

const secret = Buffer.from("0123456789abcdef");
const client = Buffer.from("clientck");

function asker(options: ServerCookiesOptions = { secret, required: true }) {
  const handlers = [serverCookies(options), answers];
  const clock = new Clock();
  const ask = (server?: Buffer, host = "192.0.2.1"): Message | undefined => {
    const edns = new EDNS().set(Cookie, { client, server });
    return answerOf(handlers, queryFor({ clock, edns, peer: ipAddress("udp", host, 5300) }));
  };
  return { ask, clock };
}

function cookieOf(reply: Message | undefined): Buffer {
  const server = reply?.edns?.get(Cookie)?.server;
  if (server === undefined) throw new Error("there is no server cookie");
  return server;
}

describe("serverCookies", () => {
  it("tells a client without one BADCOOKIE and gives it one, which it then takes", () => {
    const { ask } = asker();
    const first = ask();
    expect(first?.rcode).toBe(Rcode.BADCOOKIE);
    expect(first?.edns?.get(Cookie)?.client).toEqual(client);
    expect(ask(cookieOf(first))?.rcode).toBe(Rcode.NOERROR);
  });

  it("takes no cookie that it gave to another address, or to nobody", () => {
    const { ask } = asker();
    const cookie = cookieOf(ask());
    expect(ask(cookie, "192.0.2.2")?.rcode).toBe(Rcode.BADCOOKIE);
    expect(ask(Buffer.alloc(16, 1))?.rcode).toBe(Rcode.BADCOOKIE);
    expect(ask(cookie.subarray(0, 8))?.rcode).toBe(Rcode.BADCOOKIE);
  });

  it("takes no cookie of more than an hour ago", () => {
    const { ask, clock } = asker();
    const cookie = cookieOf(ask());
    clock.advance(3600_000);
    expect(ask(cookie)?.rcode).toBe(Rcode.NOERROR);
    clock.advance(1_000);
    expect(ask(cookie)?.rcode).toBe(Rcode.BADCOOKIE);
  });

  it("gives a good cookie back as it is for half an hour, and then a new one", () => {
    const { ask, clock } = asker();
    const cookie = cookieOf(ask());
    clock.advance(1800_000);
    expect(cookieOf(ask(cookie))).toEqual(cookie);
    clock.advance(1_000);
    const next = cookieOf(ask(cookie));
    expect(next).not.toEqual(cookie);
    clock.advance(3600_000);
    expect(ask(next)?.rcode).toBe(Rcode.NOERROR);
    expect(ask(cookie)?.rcode).toBe(Rcode.BADCOOKIE);
  });

  it("answers everybody where they aren't required", () => {
    const { ask } = asker({ secret });
    expect(ask()).toMatchObject({ rcode: Rcode.NOERROR });
  });

  it("leaves clients without cookies alone", () => {
    const reply = answerOf([serverCookies({ required: true }), answers], queryFor());
    expect([reply?.rcode, reply?.edns?.has(Cookie)]).toEqual([Rcode.NOERROR, false]);
  });

  it("says FORMERR to a cookie of a length that none has", () => {
    const edns = new EDNS().addOption({ code: Cookie.code, data: Buffer.alloc(9) });
    expect(answerOf([serverCookies(), answers], queryFor({ edns }))?.rcode).toBe(Rcode.FORMERR);
  });

  it("refuses a secret that could be guessed", () => {
    expect(() => serverCookies({ secret: Buffer.from("short") })).toThrow(RangeError);
  });
});
