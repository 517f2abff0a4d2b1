import { describe, expect, it } from "@jest/globals";
import { NoProxy } from "../../../src/client/proxy/no-proxy.js";
import { proxyFromEnvironment } from "../../../src/client/proxy/proxy-from-environment.js";

describe("NoProxy", () => {
  it.each([
    ["example.org", "http://example.org/", true],
    ["example.org", "http://www.example.org/", true],
    ["example.org", "http://notexample.org/", false],
    [".example.org", "http://www.example.org/", true],
    ["*.example.org", "http://www.example.org/", true],
    ["EXAMPLE.org.", "http://www.Example.ORG./", true],
    ["example.org:8080", "http://example.org:8080/", true],
    ["example.org:8080", "http://example.org/", false],
    ["example.org:443", "https://example.org/", true],
    ["a.example, b.example c.example", "http://c.example/", true],
    ["*", "http://anything/", true],
    ["", "http://anything/", false],
    ["192.0.2.1", "http://192.0.2.1/", true],
    ["192.0.2.1:81", "http://192.0.2.1/", false],
    ["192.0.2.1:81", "http://192.0.2.1:81/", true],
    ["10.0.0.0/8", "http://10.255.1.2/", true],
    ["10.0.0.0/8", "http://11.0.0.1/", false],
    ["0.0.0.0/0", "http://8.8.8.8/", true],
    ["2001:db8::/32", "http://[2001:db8:1::5]/", true],
    ["2001:db8::/32", "http://[2001:db9::5]/", false],
    ["[2001:db8::1]", "http://[2001:db8:0:0::1]/", true],
    ["[2001:db8::1]:81", "http://[2001:db8::1]:81/", true],
    ["2001:db8::1", "http://[2001:db8::1]/", true],
    ["10.0.0.0/33", "http://10.0.0.1/", false],
    ["10.0.0.0/", "http://10.0.0.1/", false],
  ])("%j: %s is reached directly: %s", (list, url, expected) => {
    expect(new NoProxy(list).includes(new URL(url))).toBe(expected);
  });

  it.each([
    ["127.0.0.1", "http://[::ffff:127.0.0.1]/"],
    ["127.0.0.0/8", "http://[::ffff:7f00:1]/"],
    ["::ffff:127.0.0.1", "http://127.0.0.1/"],
    ["::ffff:10.0.0.0/104", "http://10.1.2.3/"],
    ["127.0.0.1", "http://0x7f.1/"],
    ["127.0.0.1", "http://2130706433/"],
    ["::1", "http://[0:0:0:0:0:0:0:1]/"],
  ])("NO_PROXY bypass: %s means %s too", (list, url) => {
    expect(new NoProxy(list).includes(new URL(url))).toBe(true);
  });

  it("NO_PROXY bypass: 0.0.0.0/0 is IPv4 only, and a range matches no name", () => {
    expect(new NoProxy("0.0.0.0/0").includes(new URL("http://[2001:db8::1]/"))).toBe(false);
    expect(new NoProxy("::/0").includes(new URL("http://name/"))).toBe(false);
  });
});

describe("proxyFromEnvironment", () => {
  const choose = (environment: Record<string, string>, url: string): string | undefined =>
    proxyFromEnvironment(environment)(new URL(url))?.url.href;

  it("chooses by the scheme, small letters first, with all_proxy for the rest", () => {
    const environment = { http_proxy: "http://small:1", HTTP_PROXY: "http://capital:1", ALL_PROXY: "rest:3128" };
    expect(choose(environment, "http://a/")).toBe("http://small:1/");
    expect(choose(environment, "https://a/")).toBe("http://rest:3128/");
    expect(choose({ HTTPS_PROXY: "https://p" }, "https://a/")).toBe("https://p/");
    expect(choose({ HTTPS_PROXY: "https://p" }, "http://a/")).toBeUndefined();
    expect(choose({}, "http://a/")).toBeUndefined();
  });

  it("keeps to no_proxy", () => {
    expect(choose({ HTTP_PROXY: "p:1", NO_PROXY: "a" }, "http://a/")).toBeUndefined();
    expect(choose({ HTTP_PROXY: "p:1", NO_PROXY: "a" }, "http://b/")).toBe("http://p:1/");
  });

  it("httpoxy: ignores HTTP_PROXY in a CGI process, where a client may have set it", () => {
    expect(choose({ HTTP_PROXY: "http://evil", REQUEST_METHOD: "GET" }, "http://a/")).toBeUndefined();
    expect(choose({ http_proxy: "http://good", REQUEST_METHOD: "GET" }, "http://a/")).toBe("http://good/");
  });

  it("refuses what isn't a proxy's URL", () => {
    expect(() => proxyFromEnvironment({ HTTP_PROXY: "socks5://p:1" })).toThrow(TypeError);
  });
});
