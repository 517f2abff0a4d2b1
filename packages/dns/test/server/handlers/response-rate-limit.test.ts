import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { responseRateLimit, type ResponseRateLimitOptions } from "../../../src/server/handlers/response-rate-limit.js";
import { serverCookies } from "../../../src/server/handlers/server-cookies.js";
import { Cookie, type CookieData } from "../../../src/wire/edns/cookie.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { type Asking, answerOf, answers, queryFor } from "../ask.js";

/** Asks again and again. @returns for each whether it was answered (A), truncated (T), or dropped (.) */
function flood(options: ResponseRateLimitOptions): (count: number, asking?: Asking) => string {
  const handlers = [responseRateLimit(options), answers];
  const clock = new Clock();
  return (count, asking) => {
    let seen = "";
    for (let i = 0; i < count; i++) {
      const reply = answerOf(handlers, queryFor({ clock, ...asking }));
      seen += reply === undefined ? "." : reply.tc ? "T" : "A";
    }
    return seen;
  };
}

describe("responseRateLimit", () => {
  it("drops equal responses beyond the rate, and truncates each second one (amplification)", () => {
    const ask = flood({ responsesPerSecond: 2, burstSeconds: 1 });
    expect(ask(8)).toBe("AA.T.T.T");
  });

  it("counts a network, not an address, and nobody else", () => {
    const ask = flood({ responsesPerSecond: 1, burstSeconds: 1, slip: 0 });
    expect(ask(2)).toBe("A.");
    expect(ask(1, { peer: ipAddress("udp", "192.0.2.200", 1) })).toBe(".");
    expect(ask(1, { peer: ipAddress("udp", "192.0.3.1", 1) })).toBe("A");
    expect(ask(2, { peer: ipAddress("udp", "2001:db8::1", 1) })).toBe("A.");
    expect(ask(1, { peer: ipAddress("udp", "2001:db8::2:0:0:1", 1) })).toBe(".");
  });

  it("counts each response by itself", () => {
    const ask = flood({ responsesPerSecond: 1, burstSeconds: 1, slip: 0 });
    expect(ask(2) + ask(1, { name: "other.example." })).toBe("A.A");
  });

  it("answers again when time has passed", () => {
    const clock = new Clock();
    const ask = flood({ responsesPerSecond: 2, burstSeconds: 1, slip: 0 });
    expect(ask(3, { clock })).toBe("AA.");
    clock.advance(500);
    expect(ask(2, { clock })).toBe("A.");
  });

  it("leaves TCP alone: its peers are who they say", () => {
    const ask = flood({ responsesPerSecond: 1, burstSeconds: 1 });
    expect(ask(5, { transport: "tcp" })).toBe("AAAAA");
  });

  it("leaves clients alone that have a good cookie, and so an address of their own", () => {
    const clock = new Clock();
    const handlers = [serverCookies(), responseRateLimit({ responsesPerSecond: 1, burstSeconds: 1, slip: 0 }), answers];
    const client = Buffer.alloc(8, 7);
    const ask = (cookie: CookieData) =>
      answerOf(handlers, queryFor({ clock, edns: new EDNS().add(Cookie, cookie) }))?.edns?.get(Cookie);
    const good = ask({ client });
    expect(ask({ client })).toBeUndefined();
    expect(ask({ client, server: Buffer.alloc(16, 1) })).toBeUndefined();
    expect(good?.server).toHaveLength(16);
    for (let i = 0; i < 5; i++) expect(ask({ client, server: good?.server })).toBeDefined();
  });

  it("leaves the networks alone that it is told to", () => {
    const ask = flood({ responsesPerSecond: 1, burstSeconds: 1, slip: 0, exempt: ["192.0.2.0/24"] });
    expect(ask(3)).toBe("AAA");
    expect(ask(2, { peer: ipAddress("udp", "192.0.3.1", 1) })).toBe("A.");
  });

  it("keeps no more than maxEntries in mind", () => {
    const ask = flood({ responsesPerSecond: 1, burstSeconds: 1, slip: 0, maxEntries: 2 });
    expect(ask(2, { name: "a." }) + ask(1, { name: "b." }) + ask(1, { name: "c." }) + ask(1, { name: "a." })).toBe(
      "A.AAA",
    );
  });

  it("refuses a slip that is no number of responses", () => {
    expect(() => responseRateLimit({ slip: -1 })).toThrow(RangeError);
  });
});
