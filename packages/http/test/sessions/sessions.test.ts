import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { TLSInfo } from "@twist/core";
import { Clock, StringTransport } from "@twist/core/testing";
import { MemorySessionStore } from "../../src/sessions/memory-session-store.js";
import type { Session } from "../../src/sessions/session.js";
import { Sessions, type SessionsOptions } from "../../src/sessions/sessions.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import { settled } from "../server/served-connection.js";

interface Visit {
  readonly user?: string;
  readonly cart?: readonly string[];
}

type Step = (session: Session<Visit>, response: HTTPResponse) => unknown;

const HOUR = 3_600_000;
const TLS: TLSInfo = {
  version: "TLSv1.3",
  cipher: "TLS_AES_128_GCM_SHA256",
  alpnProtocol: undefined,
  serverName: undefined,
  peerCertificate: undefined,
  ownCertificate: undefined,
  authorized: false,
  exportKeyingMaterial: () => Buffer.alloc(0),
};

interface SiteOptions extends Omit<SessionsOptions, "store"> {
  readonly store?: MemorySessionStore;
  /** @default true */
  readonly tls?: boolean;
}

/** A site with sessions, and a browser that has one cookie at most. */
class Visitor {
  readonly clock: Clock;
  readonly store: MemorySessionStore;
  cookie: string | undefined = undefined;
  /** The Set-Cookie fields of the last answer. */
  setCookies: readonly string[] = [];
  lastAnswer = "";
  readonly #sessions: Sessions<Visit>;
  readonly #secure: TLSInfo | undefined;

  constructor(options: SiteOptions = {}, site?: Visitor) {
    this.clock = site === undefined ? new Clock() : site.clock;
    this.store = site === undefined ? (options.store ?? new MemorySessionStore()) : site.store;
    this.#sessions = site === undefined ? new Sessions<Visit>({ ...options, store: this.store }) : site.#sessions;
    this.#secure = options.tls === false ? undefined : TLS;
  }

  /** A visitor of the same site with another browser. */
  another(): Visitor {
    return new Visitor({}, this);
  }

  /** Makes a request, in which `step` is done. @returns what that gives. */
  async visit<T>(step: (session: Session<Visit>, response: HTTPResponse) => T | PromiseLike<T>): Promise<T> {
    let result: { value: T } | { error: unknown } | undefined;
    const onRequest: RequestHandler = async (request, response) => {
      try {
        result = { value: await step(await this.#sessions.open(request, response), response) };
      } catch (error) {
        result = { error };
      }
      if (!response.headSent) response.send(200, {}, "ok");
    };
    const secure = this.#secure === undefined ? {} : { secure: this.#secure };
    const transport = new StringTransport({ clock: this.clock, ...secure });
    transport.start(new HTTPFactory({ onRequest }).buildProtocol());
    const cookie = this.cookie === undefined ? "" : `Cookie: ${this.cookie}\r\n`;
    transport.deliver(`GET / HTTP/1.1\r\nHost: a\r\n${cookie}\r\n`);
    while (result === undefined) await settled();
    await settled();
    this.lastAnswer = transport.text();
    transport.end();
    this.setCookies = this.lastAnswer
      .split("\r\n")
      .filter((line) => line.startsWith("Set-Cookie: "))
      .map((line) => line.slice("Set-Cookie: ".length));
    const [field] = this.setCookies;
    if (field !== undefined) this.cookie = field.includes("Max-Age=0") ? undefined : field.split(";")[0];
    if ("error" in result) throw result.error;
    return result.value;
  }

  data(): Promise<Visit | undefined> {
    return this.visit(({ data }) => data);
  }
}

const save =
  (data: Visit): Step =>
  (session) =>
    session.save(data);

describe("Sessions", () => {
  it("remembers what was saved", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({ cart: ["tea"] }));
    expect(await visitor.data()).toEqual({ cart: ["tea"] });
    await visitor.visit((session) => session.save({ cart: [...(session.data?.cart ?? []), "milk"] }));
    expect(await visitor.data()).toEqual({ cart: ["tea", "milk"] });
  });

  it("begins no session and sets no cookie for who only looks", async () => {
    const visitor = new Visitor();
    expect(await visitor.data()).toBeUndefined();
    expect([visitor.cookie, visitor.store.size]).toEqual([undefined, 0]);
  });

  it("keeps visitors apart", async () => {
    const ada = new Visitor();
    const bob = ada.another();
    await ada.visit(save({ user: "ada" }));
    await bob.visit(save({ user: "bob" }));
    expect([await ada.data(), await bob.data()]).toEqual([{ user: "ada" }, { user: "bob" }]);
  });

  it("sets a cookie that only this host gets, over TLS, out of the reach of scripts and other sites", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({}));
    expect(visitor.setCookies).toEqual([
      expect.stringMatching(/^__Host-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
    ]);
    expect(visitor.lastAnswer).toContain("\r\nCache-Control: no-store\r\n");
    await visitor.visit(save({ user: "ada" }));
    expect(visitor.setCookies).toEqual([]);
  });

  it("leaves Secure and the prefix out on a plain connection, unless it is told that the client's is secure", async () => {
    const plain = new Visitor({ tls: false, sameSite: "strict", persistent: true, cookieName: "sid" });
    await plain.visit(save({}));
    expect(plain.setCookies[0]).toMatch(/^sid=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    const proxied = new Visitor({ tls: false, isSecure: () => true });
    await proxied.visit(save({}));
    expect(proxied.setCookies[0]).toMatch(/^__Host-session=.*; Secure;/);
  });

  it("gives the same session to all who ask within a request", async () => {
    const sessions = new Sessions<Visit>();
    const opened: Session<Visit>[] = [];
    const transport = new StringTransport();
    const onRequest: RequestHandler = async (request, response) => {
      opened.push(await sessions.open(request, response), await sessions.open(request, response));
      response.send(204);
    };
    transport.start(new HTTPFactory({ onRequest }).buildProtocol());
    transport.deliver("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await settled();
    expect([opened.length, opened[0] === opened[1]]).toEqual([2, true]);
  });

  it("ends a session that isn't used for the idle time-out, and only then", async () => {
    const visitor = new Visitor({ idleTimeoutMs: HOUR, maxAgeMs: 24 * HOUR });
    await visitor.visit(save({ user: "ada" }));
    for (let i = 0; i < 3; i++) {
      visitor.clock.advance(HOUR - 1);
      expect(await visitor.data()).toEqual({ user: "ada" });
    }
    visitor.clock.advance(HOUR);
    expect(await visitor.data()).toBeUndefined();
    expect(visitor.store.size).toBe(0);
  });

  it("ends a session at its greatest age, however much it is used", async () => {
    const visitor = new Visitor({ idleTimeoutMs: HOUR, maxAgeMs: 2 * HOUR });
    await visitor.visit(save({ user: "ada" }));
    for (let i = 0; i < 3; i++) {
      visitor.clock.advance(HOUR / 2);
      await visitor.visit(save({ user: "ada" }));
    }
    visitor.clock.advance(HOUR / 2);
    expect(await visitor.data()).toBeUndefined();
  });

  it("ends a session at logout, takes the cookie back, and the old cookie is worth nothing", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({ user: "ada" }));
    const stolen = visitor.cookie;
    await visitor.visit((session) => session.destroy());
    expect(visitor.setCookies[0]).toMatch(/^__Host-session=; Path=\/; Max-Age=0;/);
    visitor.cookie = stolen;
    expect(await visitor.data()).toBeUndefined();
  });

  it("begins a new session after one was destroyed, with one cookie in the answer", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({ user: "ada" }));
    const old = visitor.cookie;
    await visitor.visit(async (session, response) => {
      response.headers.append("Set-Cookie", "other=1");
      await session.destroy();
      await session.save({ user: "bob" });
    });
    expect(visitor.setCookies.map((field) => field.split("=")[0])).toEqual(["other", "__Host-session"]);
    visitor.cookie = visitor.setCookies[1]?.split(";")[0];
    expect([visitor.cookie === old, await visitor.data()]).toEqual([false, { user: "bob" }]);
  });

  it("takes a cookie back after the head was sent only on the server's side", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({ user: "ada" }));
    await visitor.visit((session, response) => {
      response.send(200);
      return session.destroy();
    });
    expect([visitor.setCookies, visitor.store.size]).toEqual([[], 0]);
  });

  it("refuses to begin a session when the head has been sent, and keeps none", async () => {
    const visitor = new Visitor();
    const late = visitor.visit((session, response) => {
      response.send(200);
      return session.save({});
    });
    await expect(late).rejects.toThrow(TypeError);
    expect(visitor.store.size).toBe(0);
  });

  it("refuses data that is too large, or has no JSON, and keeps what was there", async () => {
    const visitor = new Visitor({ maxSessionLength: 20 });
    await visitor.visit(save({ user: "ada" }));
    await expect(visitor.visit(save({ user: "x".repeat(10) }))).rejects.toMatchObject({ code: "SESSION_TOO_LARGE" });
    await expect(visitor.visit((session) => session.save(undefined as never))).rejects.toThrow(TypeError);
    expect(await visitor.data()).toEqual({ user: "ada" });
  });

  it("refuses options that make no sense", () => {
    expect(() => new Sessions({ idleTimeoutMs: 0 })).toThrow(RangeError);
    expect(() => new Sessions({ maxSessionLength: Number.NaN })).toThrow(RangeError);
    expect(() => new Sessions({ cookieName: "a b" })).toThrow(TypeError);
  });
});

describe("session attacks", () => {
  it("fixation: never takes up an id that a client brings", async () => {
    const visitor = new Visitor();
    const planted = `__Host-session=${"A".repeat(43)}`;
    visitor.cookie = planted;
    await visitor.visit(save({ user: "ada" }));
    expect(visitor.cookie).not.toBe(planted);
    const attacker = visitor.another();
    attacker.cookie = planted;
    expect(await attacker.data()).toBeUndefined();
  });

  it("fixation: a session that the attacker began is worth nothing after the login", async () => {
    const attacker = new Visitor();
    await attacker.visit(save({ cart: ["bait"] }));
    const victim = attacker.another();
    victim.cookie = attacker.cookie;
    await victim.visit((session) => session.regenerate({ ...session.data, user: "ada" }));
    expect(await victim.data()).toEqual({ cart: ["bait"], user: "ada" });
    expect(await attacker.data()).toBeUndefined();
  });

  it("guessing: ids have 256 bits, all different, and the store has only their hashes", async () => {
    const store = new MemorySessionStore();
    const keys: string[] = [];
    const add = store.add.bind(store);
    store.add = (key, session) => {
      keys.push(key);
      add(key, session);
    };
    const first = new Visitor({ store });
    const ids = new Set<string>();
    for (let i = 0; i < 100; i++) {
      const visitor = first.another();
      await visitor.visit(save({}));
      ids.add(visitor.cookie?.split("=")[1] ?? "");
    }
    expect(ids.size).toBe(100);
    for (const id of ids) expect(Buffer.from(id, "base64url")).toHaveLength(32);
    expect(keys).toEqual([...ids].map((id) => createHash("sha256").update(id).digest("base64url")));
  });

  it.each([
    ["overlong", "A".repeat(4000)],
    ["too short", "A".repeat(42)],
    ["of other characters", `${"A".repeat(42)}%`],
    ["the name of an object's property", "__proto__"],
    ["empty", ""],
  ])("garbled cookies: a value that is %s isn't looked for", async (_name, value) => {
    const visitor = new Visitor();
    let loads = 0;
    visitor.store.load = () => {
      loads++;
      return undefined;
    };
    visitor.cookie = `__Host-session=${value}`;
    expect(await visitor.data()).toBeUndefined();
    expect(loads).toBe(0);
  });

  it("store flood: 200,000 sessions that nobody comes back for neither fill the memory nor log anybody out", async () => {
    const store = new MemorySessionStore({ maxSessions: 1000 });
    const user = new Visitor({ store });
    await user.visit(save({ user: "ada" }));
    await user.data();
    const use = { createdAtMs: 0, usedAtMs: 0, expiresAtMs: Number.MAX_SAFE_INTEGER };
    for (let i = 0; i < 200_000; i++) store.add(`flood${String(i)}`, { json: "{}", ...use });
    expect(store.size).toBe(1000);
    expect(await user.data()).toEqual({ user: "ada" });
  });

  it("resurrection: a request that was under way at logout doesn't bring the session back", async () => {
    const visitor = new Visitor();
    await visitor.visit(save({ user: "ada" }));
    const other = visitor.another();
    other.cookie = visitor.cookie;
    const slow = visitor.visit(async (session) => {
      await other.visit((same) => same.destroy());
      await session.save({ user: "ada" });
    });
    await expect(slow).rejects.toMatchObject({ code: "SESSION_GONE" });
    expect(visitor.store.size).toBe(0);
  });

  it("confusion: on a plain connection the cookie of TLS means nothing", async () => {
    const secure = new Visitor();
    await secure.visit(save({ user: "ada" }));
    const plain = new Visitor({ tls: false, store: secure.store });
    plain.cookie = secure.cookie;
    expect(await plain.data()).toBeUndefined();
  });
});
