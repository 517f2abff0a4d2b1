import { describe, expect, it } from "@jest/globals";
import { authenticate } from "../../../src/client/auth/authenticate.js";
import type { Authenticator } from "../../../src/client/auth/authenticator.js";
import { basicAuth } from "../../../src/client/auth/basic-auth.js";
import { bearerAuth } from "../../../src/client/auth/bearer-auth.js";
import { digestAuth } from "../../../src/client/auth/digest-auth.js";
import { followRedirects } from "../../../src/client/follow-redirects.js";
import type { RequestOptions } from "../../../src/client/request-options.js";
import type { ClientResponse } from "../../../src/client/client-response.js";
import { type Answer, ScriptedRequester } from "../scripted-requester.js";

const origins = ["http://a"];

function ask(
  authenticator: Authenticator,
  answers: Answer[] = [],
): {
  server: ScriptedRequester;
  ask: (options?: Partial<RequestOptions>) => Promise<ClientResponse>;
  sent: () => (string | undefined)[];
} {
  const server = new ScriptedRequester(...answers);
  const client = authenticate(server, authenticator, { origins });
  return {
    server,
    ask: (options = {}) => client.request({ url: "http://a/dir/index.html", ...options }),
    sent: () => server.seen.map(({ headers }) => headers.get("authorization")),
  };
}

const challenge = (field: string): Answer => ({ status: 401, headers: { "WWW-Authenticate": field } });

describe("authenticate", () => {
  it("speaks Basic (RFC 7617 §2 and §2.1)", async () => {
    const aladdin = ask(basicAuth({ username: "Aladdin", password: "open sesame" }));
    await aladdin.ask();
    expect(aladdin.sent()).toEqual(["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]);
    const test = ask(basicAuth({ username: "test", password: "123\u00a3" }));
    await test.ask();
    expect(test.sent()).toEqual(["Basic dGVzdDoxMjPCow=="]);
  });

  it("refuses credentials that a scheme can't carry", async () => {
    expect(() => basicAuth({ username: "a:b", password: "" })).toThrow(TypeError);
    expect(() => basicAuth({ username: "a", password: "b\r\nX: y" })).toThrow(TypeError);
    expect(() => bearerAuth("a b")).toThrow(TypeError);
    expect(() => bearerAuth("a\r\nX: y")).toThrow(TypeError);
    await expect(ask(bearerAuth(() => "a\nb")).ask()).rejects.toBeInstanceOf(TypeError);
    expect(() => authenticate(new ScriptedRequester(), bearerAuth("a"), { origins: ["ftp://a"] })).toThrow(TypeError);
  });

  it("speaks Bearer, and asks for a new token after 401, once", async () => {
    let n = 0;
    const client = ask(
      bearerAuth(() => `t${String(++n)}`),
      [{ status: 401 }, { status: 401 }],
    );
    expect((await client.ask()).status).toBe(401);
    expect(client.sent()).toEqual(["Bearer t1", "Bearer t2"]);
  });

  it("redirect credential leak: tells no other origin, and leaves an Authorization of the request's own alone", async () => {
    const server = new ScriptedRequester({ status: 302, headers: { Location: "http://a:8080/" } }, {}, {});
    const client = followRedirects(authenticate(server, bearerAuth("secret"), { origins }));
    await client.request({ url: "http://a/" });
    await client.request({ url: "http://a/", headers: { Authorization: "own" } });
    await client.request({ url: "http://a.example/" });
    expect(server.seen.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer secret",
      undefined,
      "own",
      undefined,
    ]);
  });

  describe("Digest", () => {
    const mufasa = { username: "Mufasa", password: "Circle of Life" };
    const makeNonce = (): string => "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    const rfc = (algorithm: string): string =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
      `nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;

    it.each([
      ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
      ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
    ])("answers the example of RFC 7616 §3.9.1 with %s", async (algorithm, response) => {
      const client = ask(digestAuth(mufasa, { makeNonce }), [challenge(rfc(algorithm)), { status: 200 }]);
      expect((await client.ask()).status).toBe(200);
      const [first, second] = client.sent();
      expect(first).toBeUndefined();
      expect(second).toContain(`response="${response}"`);
      expect(second).toContain('username="Mufasa"');
      expect(second).toContain('uri="/dir/index.html"');
      expect(second).toContain(`algorithm=${algorithm}`);
      expect(second).toContain("qop=auth, nc=00000001");
    });

    it("prefers the best algorithm, in whatever order they are offered", async () => {
      const both = {
        status: 401,
        headers: [
          ["WWW-Authenticate", `Basic realm="x", ${rfc("MD5")}`],
          ["WWW-Authenticate", `Digest realm="y", nonce="n", algorithm=FUTURE-9, qop=auth`],
          ["WWW-Authenticate", rfc("SHA-256")],
        ] as const,
      };
      const client = ask(digestAuth(mufasa), [both]);
      await client.ask();
      expect(client.sent()[1]).toContain("algorithm=SHA-256");
    });

    it("answers with SHA-512-256 and a name in UTF-8, hashed", async () => {
      const auth = digestAuth(
        { username: "J\u00e4s\u00f8n Doe", password: "Secret, or not?" },
        { makeNonce: () => "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm" },
      );
      const client = ask(auth, [
        challenge(
          'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", ' +
            'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
        ),
      ]);
      await client.ask({ url: "http://a/doe.json" });
      // The values are those of Python's hashlib.
      expect(client.sent()[1]).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
      expect(client.sent()[1]).toContain('response="7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c"');
      expect(client.sent()[1]).toContain("userhash=true");
    });

    it("counts the uses of a nonce, and takes the next one from Authentication-Info", async () => {
      const client = ask(digestAuth(mufasa), [
        challenge(rfc("SHA-256")),
        {},
        { headers: { "Authentication-Info": 'qop=auth, nextnonce="fresh"' } },
        {},
      ]);
      for (let n = 0; n < 3; n++) await client.ask();
      const [, first, second, third] = client.sent();
      expect([first, second].map((field) => /nc=(\d+)/.exec(field ?? "")?.[1])).toEqual(["00000001", "00000002"]);
      expect(third).toContain('nonce="fresh"');
      expect(third).toContain("nc=00000001");
    });

    it("asks again where a nonce is stale, and gives up where the password is wrong", async () => {
      const stale = ask(digestAuth(mufasa), [challenge(rfc("MD5")), {}, challenge(`${rfc("MD5")}, stale=TRUE`), {}]);
      await stale.ask();
      expect((await stale.ask()).status).toBe(200);
      expect(stale.server.seen).toHaveLength(4);
      const wrong = ask(digestAuth(mufasa), [challenge(rfc("MD5")), challenge(rfc("MD5"))]);
      expect((await wrong.ask()).status).toBe(401);
      expect(wrong.server.seen).toHaveLength(2);
    });

    it("speaks the old way to a server without qop, and session variants", async () => {
      const old = ask(digestAuth(mufasa), [challenge('Digest realm="r", nonce="n"')]);
      await old.ask();
      expect(old.sent()[1]).not.toMatch(/qop|nc=|cnonce|algorithm/);
      const session = ask(digestAuth(mufasa), [
        challenge('Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"'),
      ]);
      await session.ask();
      expect(session.sent()[1]).toContain("algorithm=MD5-sess");
      expect(session.sent()[1]).toContain("cnonce=");
    });

    it.each([
      "Digest",
      'Digest realm="r"',
      'Digest realm="r", nonce="n", qop=auth-int',
      "Basic",
      "Digest realm=",
      ", ,",
      "Negotiate abc==",
    ])("gives the 401 where %j can't be answered", async (field) => {
      const client = ask(digestAuth(mufasa), [challenge(field)]);
      expect((await client.ask()).status).toBe(401);
      expect(client.server.seen).toHaveLength(1);
    });

    it("escapes what it quotes, so that a realm can't add a parameter", async () => {
      const client = ask(digestAuth(mufasa), [challenge('Digest realm="a\\", uri=\\"/evil", nonce="n", qop=auth')]);
      await client.ask();
      expect(client.sent()[1]).toContain('realm="a\\", uri=\\"/evil"');
    });
  });
});
