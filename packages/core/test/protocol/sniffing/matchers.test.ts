import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { encodeProxyV2 } from "../../../src/protocol/haproxy/proxy-v2.js";
import { matchHTTP1 } from "../../../src/protocol/sniffing/match-http1.js";
import { matchHTTP2 } from "../../../src/protocol/sniffing/match-http2.js";
import { matchPrefix } from "../../../src/protocol/sniffing/match-prefix.js";
import { matchProxy } from "../../../src/protocol/sniffing/match-proxy.js";
import { matchSSH } from "../../../src/protocol/sniffing/match-ssh.js";
import { matchTLS } from "../../../src/protocol/sniffing/match-tls.js";
import type { Matcher } from "../../../src/protocol/sniffing/matcher.js";

const matchers: Readonly<Record<string, Matcher>> = { matchTLS, matchSSH, matchHTTP1, matchHTTP2, matchProxy };

const clientHello = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);

/** What each client sends first, and who has to know it. */
const beginnings: readonly (readonly [string, Buffer | string, string | undefined])[] = [
  ["a TLS ClientHello", clientHello, "matchTLS"],
  ["an SSH client", "SSH-2.0-OpenSSH_9.6\r\n", "matchSSH"],
  ["an old SSH client", "SSH-1.99-old\r\n", "matchSSH"],
  ["a GET", "GET /index.html HTTP/1.1\r\n", "matchHTTP1"],
  ["a PROPFIND", "PROPFIND /dav HTTP/1.1\r\n", "matchHTTP1"],
  ["a request to a proxy", "POST http://example.org/ HTTP/1.0\r\n", "matchHTTP1"],
  ["a tunnel", "CONNECT example.org:443 HTTP/1.1\r\n", "matchHTTP1"],
  ["a request for the whole server", "OPTIONS * HTTP/1.1\r\n", "matchHTTP1"],
  ["an HTTP/2 client", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "matchHTTP2"],
  ["a proxy", encodeProxyV1(undefined, undefined), "matchProxy"],
  ["a proxy, in binary", encodeProxyV2(), "matchProxy"],
  ["RTSP", "OPTIONS rtsp://example.org RTSP/1.0\r\n", undefined],
  ["SIP", "OPTIONS sip:carol@example.org SIP/2.0\r\n", undefined],
  ["SMTP", "EHLO example.org\r\n", undefined],
  ["IMAP", "a1 CAPABILITY\r\n", undefined],
  ["POP3", "CAPA\r\n", undefined],
  ["a method that nobody registered", "GIT /repository HTTP/1.1\r\n", undefined],
  ["HTTP in small letters", "get / HTTP/1.1\r\n", undefined],
  ["a TLS alert", Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x01, 0x00]), undefined],
  ["a ServerHello", Buffer.from([0x16, 0x03, 0x03, 0x00, 0x50, 0x02]), undefined],
  ["SSL 2", Buffer.from([0x80, 0x2e, 0x01, 0x00, 0x02, 0x00]), undefined],
  ["a record that is too long", Buffer.from([0x16, 0x03, 0x01, 0x40, 0x01, 0x01]), undefined],
  ["a record of nothing", Buffer.from([0x16, 0x03, 0x01, 0x00, 0x00, 0x01]), undefined],
  ["TLS of another version", Buffer.from([0x16, 0x02, 0x01, 0x00, 0x50, 0x01]), undefined],
  ["TLS of a future version", Buffer.from([0x16, 0x03, 0x05, 0x00, 0x50, 0x01]), undefined],
];

describe("matchers", () => {
  it.each(beginnings)("know %s for what it is", (_what, beginning, expected) => {
    const bytes = Buffer.from(beginning);
    for (const [name, match] of Object.entries(matchers))
      expect([name, match(bytes)]).toEqual([name, name === expected ? "yes" : "no"]);
  });

  it.each(beginnings)("say more of %s until they know, and never change their mind", (_what, beginning) => {
    const bytes = Buffer.from(beginning);
    for (const match of Object.values(matchers)) {
      let last = "more";
      for (let length = 1; length <= bytes.length; length += 1) {
        const answer = match(bytes.subarray(0, length));
        if (last !== "more") expect(answer).toBe(last);
        last = answer;
      }
      expect(last).not.toBe("more");
    }
  });

  it("never change their mind about random bytes either", () => {
    const start = fc.constantFrom("", "G", "PR", "SSH-", "\x16\x03", "\r\n\r\n", "OPTIONS ", "PROXY");
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 30 }), fc.nat(40), (text, rest, cut) => {
        const bytes = Buffer.concat([Buffer.from(text, "latin1"), rest]);
        if (bytes.length === 0) return;
        for (const match of Object.values(matchers)) {
          const early = match(bytes.subarray(0, 1 + (cut % bytes.length)));
          if (early !== "more") expect(match(bytes)).toBe(early);
        }
      }),
    );
  });
});

describe("matchPrefix", () => {
  it("matches any of several, the short one of two that begin alike too", () => {
    const match = matchPrefix("ab", "abc", Buffer.from([0xff]));
    expect(["a", "ab", "abd", "b"].map((text) => match(Buffer.from(text)))).toEqual(["more", "yes", "yes", "no"]);
    expect(match(Buffer.from([0xff, 0]))).toBe("yes");
  });

  it("refuses to match everything", () => {
    expect(() => matchPrefix("")).toThrow(RangeError);
    expect(() => matchPrefix()).toThrow(RangeError);
  });
});
