import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { AuthenticationUnavailable, FunctionChecker, InMemoryChecker, Portal, type Realm } from "@twist/core/cred";
import { Clock } from "@twist/core/testing";
import { AuthGuard, type AuthScheme, BasicScheme, BearerScheme, DigestScheme } from "../../src/guards/index.js";
import { Resource } from "../../src/resources/resource.js";
import { Router } from "../../src/routing/router.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { HTTPRequest } from "../../src/server/http-request.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import type { InjectedResponse } from "../../src/testing/injected-response.js";
import { inject } from "../../src/testing/inject.js";
import { ServedConnection, settled } from "../server/served-connection.js";

let logouts = 0;
const realm: Realm<string> = {
  requestAvatar: ({ avatarId }) => ({
    avatar: `avatar of ${avatarId}`,
    logout: () => {
      logouts++;
    },
  }),
};
const users = new InMemoryChecker({ alice: "wonder:land", josé: "contraseña" });
const tokens = new FunctionChecker("bearer-token", ({ token }) => {
  if (token === "broken") throw new AuthenticationUnavailable();
  return token === "good" ? "bob" : undefined;
});
const portal = new Portal(realm, [users, tokens], { throttle: false });

function factoryFor(schemes: readonly AuthScheme[]): HTTPFactory {
  const guard = new AuthGuard(portal, schemes);
  const onRequest = guard.protect((_request, response, { avatar }) => {
    response.send(200, {}, avatar);
  });
  return new HTTPFactory({ onRequest });
}

function ask(factory: HTTPFactory, authorization?: string, clock = new Clock()): Promise<InjectedResponse> {
  const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
  return inject(factory, { headers }, { clock });
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

describe("AuthGuard", () => {
  const factory = factoryFor([new BasicScheme('the "realm"'), new BearerScheme("api")]);

  it("asks for credentials where there are none", async () => {
    const response = await ask(factory);
    expect(response.status).toBe(401);
    expect(response.headers.getAll("www-authenticate")).toEqual([
      String.raw`Basic realm="the \"realm\"", charset="UTF-8"`,
      'Bearer realm="api"',
    ]);
  });

  it("lets the right password in, whatever it is written in", async () => {
    expect((await ask(factory, basic("alice:wonder:land"))).text()).toBe("avatar of alice");
    expect((await ask(factory, basic("josé:contraseña"))).text()).toBe("avatar of josé");
    expect((await ask(factory, basic("alice:wonder:land").replace("Basic ", "bAsIc  "))).status).toBe(200);
  });

  it("lets the right token in, and says what is wrong with another", async () => {
    expect((await ask(factory, "Bearer good")).text()).toBe("avatar of bob");
    const refused = await ask(factory, "Bearer bad");
    expect(refused.status).toBe(401);
    expect(refused.headers.getAll("www-authenticate")[1]).toBe('Bearer realm="api", error="invalid_token"');
  });

  it("refuses what is wrong, or isn't credentials at all", async () => {
    const fields = [
      basic("alice:x"),
      basic("alice"),
      basic(":"),
      basic("__proto__:x"),
      "Basic",
      "Basic ===",
      "Basic a!b",
      "Bearer a b",
      "Digest x",
      "x",
    ];
    for (const field of fields) expect((await ask(factory, field)).status).toBe(401);
  });

  it("refuses two Authorization fields", async () => {
    const { Headers } = await import("../../src/wire/headers.js");
    const headers = new Headers().append("Authorization", "Bearer good").append("Authorization", "Bearer good");
    expect((await inject(factory, { headers })).status).toBe(401);
  });

  it("answers 503 where nobody can tell", async () => {
    expect((await ask(factory, "Bearer broken")).status).toBe(503);
  });

  it("logs out when the response has ended, and not when the handler returns", async () => {
    const before = logouts;
    let response: HTTPResponse | undefined;
    const guard = new AuthGuard(portal, [new BearerScheme("api")]);
    const onRequest = guard.protect((_request: HTTPRequest, made: HTTPResponse) => {
      response = made;
      made.sendHead(200);
    });
    const connection = new ServedConnection(onRequest);
    connection.send("GET / HTTP/1.1\nHost: a\nAuthorization: Bearer good\n\n");
    await settled();
    expect([response?.headSent, logouts]).toEqual([true, before]);
    response?.end();
    await settled();
    expect(logouts).toBe(before + 1);
  });

  it("logs out when the client goes away, and not before the handler is done", async () => {
    const before = logouts;
    let done = (): void => undefined;
    const guard = new AuthGuard(portal, [new BearerScheme("api")]);
    const onRequest = guard.protect(
      () =>
        new Promise<void>((resolve) => {
          done = resolve;
        }),
    );
    const connection = new ServedConnection(onRequest);
    connection.send("GET / HTTP/1.1\nHost: a\nAuthorization: Bearer good\n\n");
    await settled();
    connection.transport.end();
    await settled();
    expect(logouts).toBe(before);
    done();
    await settled();
    expect(logouts).toBe(before + 1);
  });

  it("logs out when the handler fails", async () => {
    const before = logouts;
    const guard = new AuthGuard(portal, [new BearerScheme("api")]);
    const onRequest = guard.protect(() => Promise.reject(new Error("broken")));
    expect((await ask(new HTTPFactory({ onRequest }), "Bearer good")).status).toBe(500);
    await settled();
    expect(logouts).toBe(before + 1);
  });

  it("hands on what a router has found", async () => {
    const guard = new AuthGuard(portal, [new BearerScheme("api")]);
    const router = new Router().get(
      "/x/:id",
      guard.protect((_request: HTTPRequest, response: HTTPResponse, { avatar }, { id }: { readonly id: string }) => {
        response.send(200, {}, `${avatar} ${id}`);
      }),
    );
    const routed = new HTTPFactory({ onRequest: router.handle });
    const response = await inject(routed, { target: "/x/7", headers: { Authorization: "Bearer good" } });
    expect(response.text()).toBe("avatar of bob 7");
  });

  it("gives each user a tree of resources", async () => {
    class Home extends Resource {
      readonly #text: string;
      constructor(text: string) {
        super();
        this.#text = text;
      }
      override render_GET(_request: HTTPRequest, response: HTTPResponse): void {
        response.send(200, {}, this.#text);
      }
    }
    const guard = new AuthGuard(portal, [new BearerScheme("api")]);
    const onRequest = guard.protectResource(({ avatar }) => new Resource().putChild("home", new Home(avatar)));
    const headers = { Authorization: "Bearer good" };
    const response = await inject(new HTTPFactory({ onRequest }), { target: "/home", headers });
    expect(response.text()).toBe("avatar of bob");
  });

  it("refuses schemes that the portal can't check, and realms that a field can't carry", () => {
    const bearerOnly = new Portal(realm, [tokens]);
    expect(() => new AuthGuard(bearerOnly, [new BasicScheme("x")])).toThrow(TypeError);
    expect(() => new AuthGuard(portal, [])).toThrow(TypeError);
    expect(() => new BasicScheme("a\r\nb")).toThrow(TypeError);
  });
});

describe("DigestScheme", () => {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

  /** The nonce of a new challenge. */
  async function nonceOf(factory: HTTPFactory, clock: Clock): Promise<string> {
    const field = (await ask(factory, undefined, clock)).headers.get("www-authenticate") ?? "";
    return field.split('nonce="')[1]?.split('"')[0] ?? "";
  }

  function answer(
    nonce: string,
    nc = "00000001",
    password = "wonder:land",
    changes: Record<string, string> = {},
  ): string {
    const response = hash(`${hash(`alice:d:${password}`)}:${nonce}:${nc}:c:auth:${hash("GET:/")}`);
    const fields = { username: "alice", realm: "d", nonce, uri: "/", cnonce: "c", response, ...changes };
    const quoted = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
    return `Digest ${[...quoted, `nc=${nc}`, `qop=${changes["qop"] ?? "auth"}`, "algorithm=SHA-256"].filter((text) => !text.startsWith('qop="')).join(", ")}`;
  }

  it("lets the right answer in, and the next with a higher count", async () => {
    const [factory, clock] = [factoryFor([new DigestScheme("d")]), new Clock()];
    const nonce = await nonceOf(factory, clock);
    expect((await ask(factory, answer(nonce), clock)).text()).toBe("avatar of alice");
    expect((await ask(factory, answer(nonce, "00000003"), clock)).status).toBe(200);
    expect((await ask(factory, answer(nonce, "00000002"), clock)).status).toBe(200);
  });

  it("lets no request in twice", async () => {
    const [factory, clock] = [factoryFor([new DigestScheme("d")]), new Clock()];
    const nonce = await nonceOf(factory, clock);
    for (const nc of ["00000002", "00000001", "00000050"])
      expect((await ask(factory, answer(nonce, nc), clock)).status).toBe(200);
    for (const nc of ["00000002", "00000001", "00000050", "00000003"]) {
      const response = await ask(factory, answer(nonce, nc), clock);
      expect([response.status, response.headers.get("www-authenticate")?.endsWith("stale=true")]).toEqual([401, true]);
    }
  });

  it("refuses a wrong password, and what was signed for something else", async () => {
    const [factory, clock] = [factoryFor([new DigestScheme("d")]), new Clock()];
    const nonce = await nonceOf(factory, clock);
    const wrong = [
      answer(nonce, "00000001", "x"),
      answer(nonce, "1"),
      answer(nonce, "00000001", "wonder:land", { uri: "/other" }),
      answer(nonce, "00000001", "wonder:land", { realm: "e" }),
      answer(nonce, "00000001", "wonder:land", { username: "josé" }),
      answer(nonce, "00000001", "wonder:land", { qop: "auth-int" }),
      `${answer(nonce)}, uri="/"`,
      `${answer(nonce)}${", x=y".repeat(40)}`,
      answer(nonce).replace("SHA-256", "MD5"),
      "Digest x",
    ];
    for (const field of wrong) {
      const response = await ask(factory, field, clock);
      expect([response.status, response.headers.get("www-authenticate")?.includes("stale")]).toEqual([401, false]);
    }
  });

  it("calls a nonce stale that isn't its own, or is too old", async () => {
    const [factory, clock] = [factoryFor([new DigestScheme("d", { nonceLifetimeMs: 1000 })]), new Clock()];
    const nonce = await nonceOf(factory, clock);
    for (const other of ["", "x", `1${nonce}`, await nonceOf(factoryFor([new DigestScheme("d")]), clock)])
      expect((await ask(factory, answer(other), clock)).headers.get("www-authenticate")).toContain("stale=true");
    clock.advance(1000);
    expect((await ask(factory, answer(nonce), clock)).status).toBe(200);
    clock.advance(1);
    expect((await ask(factory, answer(nonce, "00000002"), clock)).headers.get("www-authenticate")).toContain(
      "stale=true",
    );
  });

  it("keeps the counts of so many nonces, and gives up the oldest with all that are as old", async () => {
    const [factory, clock] = [factoryFor([new DigestScheme("d", { maxNonces: 1 })]), new Clock()];
    const first = await nonceOf(factory, clock);
    clock.advance(1);
    const second = await nonceOf(factory, clock);
    expect((await ask(factory, answer(first), clock)).status).toBe(200);
    expect((await ask(factory, answer(second), clock)).status).toBe(200);
    expect((await ask(factory, answer(first, "00000002"), clock)).status).toBe(401);
    expect((await ask(factory, answer(second, "00000002"), clock)).status).toBe(200);
  });

  it("asks in each of its hashes", async () => {
    const response = await ask(factoryFor([new DigestScheme("d", { hashes: ["SHA-512-256", "MD5"] })]));
    const fields = response.headers.getAll("www-authenticate");
    expect(fields.map((field) => field.split("algorithm=")[1]?.split(",")[0])).toEqual(["SHA-512-256", "MD5"]);
    expect(() => new DigestScheme("d", { maxNonces: 0 })).toThrow(RangeError);
  });
});
