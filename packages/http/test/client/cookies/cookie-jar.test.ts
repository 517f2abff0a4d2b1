import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { CookieJar, type CookieJarOptions } from "../../../src/client/cookies/cookie-jar.js";
import { storeCookies } from "../../../src/client/cookies/store-cookies.js";
import { followRedirects } from "../../../src/client/follow-redirects.js";
import { ScriptedRequester } from "../scripted-requester.js";

function jarWith(options: CookieJarOptions = {}): {
  jar: CookieJar;
  clock: Clock;
  set: (field: string, url: string) => boolean;
  get: (url: string) => string | undefined;
} {
  const clock = new Clock();
  const jar = new CookieJar({ clock, ...options });
  return {
    jar,
    clock,
    set: (field, url) => jar.setCookie(field, new URL(url)),
    get: (url) => jar.cookieField(new URL(url)),
  };
}

describe("CookieJar", () => {
  it.each([
    ["a=b", "http://x.example/", "http://x.example/any", "a=b"],
    ["a=b", "http://x.example/", "http://y.x.example/", undefined],
    ["a=b; Domain=x.example", "http://y.x.example/", "http://z.x.example/", "a=b"],
    ["a=b; Domain=.X.Example", "http://x.example/", "http://y.x.example/", "a=b"],
    ["a=b; Domain=x.example", "http://x.example/", "http://notx.example/", undefined],
    ["a=b; Path=/p", "http://x.example/", "http://x.example/p", "a=b"],
    ["a=b; Path=/p", "http://x.example/", "http://x.example/p/q", "a=b"],
    ["a=b; Path=/p", "http://x.example/", "http://x.example/pq", undefined],
    ["a=b; Path=p", "http://x.example/d/f", "http://x.example/d/g", "a=b"],
    ["a=b", "http://x.example/d/f", "http://x.example/", undefined],
    ["a=b; Secure", "https://x.example/", "https://x.example/", "a=b"],
    ["a=b; Secure", "https://x.example/", "http://x.example/", undefined],
    ["a=b", "http://x.example:81/", "http://x.example:82/", "a=b"],
    ["a", "http://x.example/", "http://x.example/", "a"],
    ["a=", "http://x.example/", "http://x.example/", "a="],
    ["a=b=c; httponly; SameSite=Lax", "http://x.example/", "http://x.example/", "a=b=c"],
    [' a = "b c" ', "http://x.example/", "http://x.example/", 'a="b c"'],
    ["a=b", "http://192.0.2.1/", "http://192.0.2.1/", "a=b"],
  ])("%s from %s gives %s the cookies %s", (field, from, to, expected) => {
    const { set, get } = jarWith();
    expect(set(field, from)).toBe(true);
    expect(get(to)).toBe(expected);
  });

  it.each([
    ["of another domain", "a=b; Domain=y.example", "http://x.example/"],
    ["of a host below", "a=b; Domain=y.x.example", "http://x.example/"],
    ["of a single label", "a=b; Domain=example", "http://x.example/"],
    ["of a domain that only ends alike", "a=b; Domain=ample", "http://x.example/"],
    ["of an address' end", "a=b; Domain=2.1", "http://192.0.2.1/"],
    ["that is Secure, without TLS", "a=b; Secure", "http://x.example/"],
    ["__Secure- without Secure", "__Secure-a=b", "https://x.example/"],
    ["__Host- with a domain", "__Host-a=b; Secure; Path=/; Domain=x.example", "https://x.example/"],
    ["__Host- without a path", "__Host-a=b; Secure", "https://x.example/"],
    ["__Host- with another path", "__Host-a=b; Secure; Path=/x", "https://x.example/"],
    ["__hOST- without Secure", "__hOST-a=b; Path=/", "https://x.example/"],
    ["without a name, whose value looks like a prefix", "=__Host-a=b; Secure; Path=/", "https://x.example/"],
    ["that is empty", "; Path=/", "http://x.example/"],
    ["with a control character", "a=b\u0001", "http://x.example/"],
    ["that is over 4096 bytes", `a=${"b".repeat(4096)}`, "http://x.example/"],
  ])("refuses a cookie %s", (_what, field, url) => {
    const { jar, set } = jarWith();
    expect(set(field, url)).toBe(false);
    expect(jar.size).toBe(0);
  });

  it("lets a host that is a public suffix itself set cookies for itself alone", () => {
    const { set, get } = jarWith({ isPublicSuffix: (domain) => domain === "github.io" });
    expect(set("a=b; Domain=github.io", "http://github.io/")).toBe(true);
    expect(get("http://me.github.io/")).toBeUndefined();
    expect(set("a=b; Domain=github.io", "http://me.github.io/")).toBe(false);
    expect(set("a=b; Domain=localhost", "http://localhost/")).toBe(true);
  });

  it("leaves secure cookies alone: http neither replaces nor shadows one", () => {
    const { set, get } = jarWith();
    set("a=secret; Secure; Domain=x.example; Path=/", "https://x.example/");
    expect(set("a=evil", "http://x.example/")).toBe(false);
    expect(set("a=evil; Path=/login", "http://y.x.example/login")).toBe(false);
    expect(set("b=fine", "http://x.example/")).toBe(true);
    expect(get("https://x.example/")).toBe("a=secret; b=fine");
    expect(set("a=new", "https://x.example/")).toBe(true);
  });

  it("sends longer paths first, then older cookies, and keeps the age of one that is replaced", () => {
    const { set, get } = jarWith();
    for (const field of ["a=1; Path=/", "b=1; Path=/", "c=1; Path=/d"]) set(field, "http://x.example/");
    set("a=2; Path=/", "http://x.example/");
    expect(get("http://x.example/d/")).toBe("c=1; a=2; b=1");
  });

  it.each([
    ["Max-Age=10", 10_000],
    ["Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 10_000],
    ["Max-Age=99999999999", 400 * 24 * 3600 * 1000],
  ])("forgets a cookie of %s after %d ms", (attributes, ms) => {
    const { set, get, clock } = jarWith();
    set(`a=b; ${attributes}`, "http://x.example/");
    clock.advance(ms - 1);
    expect(get("http://x.example/")).toBe("a=b");
    clock.advance(1);
    expect(get("http://x.example/")).toBeUndefined();
  });

  it.each(["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"])(
    "drops a cookie that is set again with %s",
    (attribute) => {
      const { jar, set } = jarWith();
      set("a=b", "http://x.example/");
      set(`a=; ${attribute}`, "http://x.example/");
      expect([...jar]).toEqual([]);
    },
  );

  it("keeps no more than the limit for a domain, nor altogether: the least used go", () => {
    const { jar, set, get, clock } = jarWith({ maxCookiesPerDomain: 3, maxCookies: 5 });
    for (const name of ["a", "b", "c"]) {
      set(`${name}=1; Path=/${name}`, "http://x.example/");
      clock.advance(1);
    }
    get("http://x.example/a");
    clock.advance(1);
    set("d=1; Path=/d", "http://x.example/");
    expect([...jar].map(({ name }) => name).sort()).toEqual(["a", "c", "d"]);
    for (let n = 0; n < 100; n++) set("a=1", `http://host${String(n)}.example/`);
    expect(jar.size).toBe(5);
  });

  it("sends no more than a header can hold", () => {
    const { set, get } = jarWith();
    for (let n = 0; n < 50; n++) set(`n${String(n)}=${"x".repeat(4000)}`, "http://x.example/");
    expect(get("http://x.example/")?.length).toBeLessThanOrEqual(8000);
  });

  it("is saved and loaded", () => {
    const { jar, set } = jarWith();
    set("a=b; Max-Age=100", "http://x.example/");
    const again = jarWith();
    for (const cookie of JSON.parse(JSON.stringify([...jar])) as Parameters<CookieJar["put"]>[0][])
      again.jar.put(cookie);
    expect(again.get("http://x.example/")).toBe("a=b");
    jar.clear();
    expect(jar.size).toBe(0);
  });
});

describe("storeCookies", () => {
  it("gives each step of a redirect its own cookies, and no other's", async () => {
    const server = new ScriptedRequester(
      {
        status: 302,
        headers: [
          ["Location", "http://b.example/"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "c=2"],
        ],
      },
      {
        status: 302,
        headers: [
          ["Location", "http://a.example/"],
          ["Set-Cookie", "b=1"],
        ],
      },
    );
    const { jar } = jarWith();
    await followRedirects(storeCookies(server, jar)).request({
      url: "http://a.example/",
      headers: { Cookie: "own=1" },
    });
    expect(server.seen.map(({ headers }) => headers.get("cookie"))).toEqual(["own=1", undefined, "a=1; c=2"]);
  });
});
