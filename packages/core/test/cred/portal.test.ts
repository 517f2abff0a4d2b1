import diagnostics from "node:diagnostics_channel";
import { describe, expect, it } from "@jest/globals";
import { AnonymousChecker } from "../../src/cred/anonymous-checker.js";
import { AuthenticationUnavailable } from "../../src/cred/authentication-unavailable.js";
import { BearerToken } from "../../src/cred/bearer-token.js";
import { ClientCertificateChecker } from "../../src/cred/client-certificate-checker.js";
import { FunctionChecker } from "../../src/cred/function-checker.js";
import { InMemoryChecker } from "../../src/cred/in-memory-checker.js";
import { LoginSession } from "../../src/cred/login-session.js";
import { LoginThrottle } from "../../src/cred/login-throttle.js";
import { Portal, type PortalOptions } from "../../src/cred/portal.js";
import type { RealmAvatar } from "../../src/cred/realm.js";
import { UnauthorizedLogin } from "../../src/cred/unauthorized-login.js";
import { UsernamePassword } from "../../src/cred/username-password.js";
import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { Clock } from "../../src/reactor/clock.js";
import type { Address } from "../../src/transport/address.js";
import { inspect } from "node:util";

const alice = new UsernamePassword("alice", "secret");
const wrong = new UsernamePassword("alice", "hush-hush");

/** A realm whose avatar is the user's name, and which writes down who comes and goes. */
function recordingPortal(options: PortalOptions = {}) {
  const events: string[] = [];
  const realm = {
    requestAvatar({ avatarId }: { avatarId: string }): RealmAvatar<string> {
      events.push(`in ${avatarId}`);
      return { avatar: avatarId, logout: () => events.push(`out ${avatarId}`) };
    },
  };
  const portal = new Portal(
    realm,
    [new InMemoryChecker({ alice: "secret", bob: "b" }), new AnonymousChecker()],
    options,
  );
  return { portal, events, realm };
}

function address(host: string): Address {
  return { type: "tcp", family: host.includes(":") ? 6 : 4, host, port: 1 };
}

describe("Portal", () => {
  it("gives the avatar of who proves to be somebody, and logs out once however often it is told to", async () => {
    const { portal, events } = recordingPortal();
    const login = await portal.login(alice);
    expect(login.avatar).toBe("alice");
    await Promise.all([login.logout(), login.logout()]);
    await login[Symbol.asyncDispose]();
    expect(events).toEqual(["in alice", "out alice"]);
  });

  it("gives one answer to all that is wrong, without the password in it", async () => {
    const { portal } = recordingPortal();
    const attempts = [
      wrong,
      new UsernamePassword("mallory", "hush-hush"),
      new BearerToken("hush-hush"),
      new UsernamePassword("bob", "b", "alice"),
    ];
    const errors = await Promise.all(attempts.map((attempt) => portal.login(attempt).catch((error: unknown) => error)));
    expect(new Set(errors.map(String))).toEqual(new Set(["UnauthorizedLogin: The login was refused."]));
    for (const error of errors) {
      expect(error).toBeInstanceOf(UnauthorizedLogin);
      expect(inspect(error)).not.toContain("hush");
    }
  });

  it("shows no password where credentials are inspected or made JSON of", () => {
    for (const credentials of [wrong, new BearerToken("hush-hush")]) {
      expect(inspect(credentials, { showHidden: true }) + JSON.stringify(credentials)).not.toContain("hush");
    }
  });

  it("lets act as another whom the application allows to", async () => {
    const { portal } = recordingPortal({ mayActAs: ({ avatarId }, other) => avatarId === "bob" && other === "alice" });
    expect((await portal.login(new UsernamePassword("bob", "b", "alice"))).avatar).toBe("alice");
    expect((await portal.login(new UsernamePassword("bob", "b", "bob"))).avatar).toBe("bob");
    await expect(portal.login(new UsernamePassword("alice", "secret", "bob"))).rejects.toThrow(UnauthorizedLogin);
  });

  it("identifies without logging in", async () => {
    const { portal, events } = recordingPortal();
    expect(await portal.identify(alice)).toEqual({ avatarId: "alice" });
    expect(events).toEqual([]);
  });

  it("knows what it can check", () => {
    const { portal } = recordingPortal();
    expect(portal.supports("anonymous")).toBe(true);
    expect(portal.supports("bearer-token")).toBe(false);
  });

  it("asks the next checker when one has trouble, and says so only if none says yes", async () => {
    const broken = new FunctionChecker("password", () => Promise.reject(new Error("database is down")));
    const { realm } = recordingPortal();
    const portal = new Portal(realm, [broken, new InMemoryChecker({ alice: "secret" })]);
    expect((await portal.login(alice)).avatar).toBe("alice");
    await expect(portal.login(wrong)).rejects.toThrow(AuthenticationUnavailable);
  });

  it("asks a function, and maps certificates by their fingerprint", async () => {
    const fingerprint256 = "ab".repeat(32);
    const certificate = { subject: "CN=a", issuer: "CN=a", subjectAltNames: [], raw: Buffer.alloc(0), fingerprint256 };
    const tokens = new FunctionChecker("bearer-token", ({ token }) => (token === "good" ? "alice" : undefined));
    const table = new ClientCertificateChecker({ [fingerprint256.toUpperCase()]: "alice" });
    const portal = new Portal(recordingPortal().realm, [tokens, table]);
    expect((await portal.login(new BearerToken("good", "alice"))).avatar).toBe("alice");
    await expect(portal.login(new BearerToken("good", "bob"))).rejects.toThrow(UnauthorizedLogin);
    await expect(portal.login(new BearerToken("bad"))).rejects.toThrow(UnauthorizedLogin);
    expect((await portal.login({ kind: "client-certificate", certificate })).avatar).toBe("alice");
    const other = { ...certificate, fingerprint256: "cd".repeat(32) };
    await expect(portal.login({ kind: "client-certificate", certificate: other })).rejects.toThrow(UnauthorizedLogin);
  });

  it("logs out an avatar that comes after the login was given up", async () => {
    const events: string[] = [];
    let arrive: (() => void) | undefined;
    const realm = {
      requestAvatar: () =>
        new Promise<RealmAvatar<string>>((resolve) => {
          arrive = () => {
            resolve({ avatar: "late", logout: () => events.push("out") });
          };
        }),
    };
    const stop = new AbortController();
    const login = new Portal(realm, [new AnonymousChecker()]).login({ kind: "anonymous" }, { signal: stop.signal });
    await microtasks();
    stop.abort(new Error("enough"));
    await expect(login).rejects.toThrow("enough");
    arrive?.();
    await microtasks();
    expect(events).toEqual(["out"]);
  });

  it("tells diagnostics channels of successes and failures, without secrets", async () => {
    const seen: unknown[] = [];
    const listen = (message: unknown): void => void seen.push(message);
    diagnostics.subscribe("twist:auth:success", listen);
    diagnostics.subscribe("twist:auth:failure", listen);
    const { portal } = recordingPortal();
    await portal.login(alice);
    await portal.login(wrong).catch(() => undefined);
    diagnostics.unsubscribe("twist:auth:success", listen);
    diagnostics.unsubscribe("twist:auth:failure", listen);
    expect(seen).toEqual([
      { peer: undefined, user: "alice", kind: "password" },
      { peer: undefined, kind: "password" },
    ]);
  });
});

describe("LoginThrottle", () => {
  const peer = address("192.0.2.1");
  const options = { freeFailures: 2, firstDelayMs: 1000, maxDelayMs: 4000, maxWaitMs: 5000, forgetOneAfterMs: 60_000 };

  function throttle(extra = {}) {
    const clock = new Clock();
    return { clock, throttle: new LoginThrottle(clock, { ...options, ...extra }) };
  }

  /** How long a login from `from` has to wait. */
  function waitOf({ clock, throttle: which }: ReturnType<typeof throttle>, from = peer): number {
    const before = clock.now();
    let waited: number | undefined;
    which.turn(from).addCallback(() => (waited = clock.now() - before));
    while (waited === undefined) clock.advance(500);
    return waited;
  }

  it("sets logins apart, more and more, once the free failures are used up", () => {
    const both = throttle();
    const waits = Array.from({ length: 7 }, () => {
      const waited = waitOf(both);
      both.throttle.failed(peer);
      return waited;
    });
    expect(waits).toEqual([0, 0, 0, 1000, 2000, 4000, 4000]);
    expect(waitOf(both, address("192.0.2.2"))).toBe(0);
  });

  it("doesn't give more guesses for more connections, and refuses what would wait too long", async () => {
    const { clock, throttle: which } = throttle();
    for (let count = 0; count < 9; count += 1) which.failed(peer);
    const begun: number[] = [];
    const refused: unknown[] = [];
    for (let count = 0; count < 100; count += 1) {
      which.turn(peer).addCallbacks(
        () => begun.push(clock.now()),
        (error) => refused.push(error),
      );
    }
    clock.advance(60_000);
    expect(begun).toEqual([4000]);
    expect(refused).toHaveLength(99);
    expect(refused[0]).toBeInstanceOf(AuthenticationUnavailable);
  });

  it("forgets a failure after a time", () => {
    const both = throttle();
    for (let count = 0; count < 3; count += 1) both.throttle.failed(peer);
    both.clock.advance(60_000);
    expect(waitOf(both)).toBe(0);
    both.clock.advance(120_000);
    waitOf(both);
    expect(both.throttle.size).toBe(0);
  });

  it("counts an IPv6 network of /64 as one address", () => {
    const both = throttle();
    for (const host of ["2001:db8::1", "2001:db8::2", "2001:db8::3"]) both.throttle.failed(address(host));
    expect(waitOf(both, address("2001:db8::4"))).toBe(1000);
    expect(waitOf(both, address("2001:db8:0:1::4"))).toBe(0);
  });

  it("remembers no more addresses than it may, and forgets the one heard of longest ago", () => {
    const both = throttle({ maxAddresses: 2, freeFailures: 0 });
    for (const host of ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"]) both.throttle.failed(address(host));
    expect(both.throttle.size).toBe(2);
    expect(waitOf(both, address("192.0.2.2"))).toBe(0);
    expect(waitOf(both, address("192.0.2.1"))).toBeGreaterThan(0);
  });

  it("leaves nothing in the clock when a wait is given up", () => {
    const { clock, throttle: which } = throttle({ freeFailures: 0 });
    which.failed(peer);
    const turn = which.turn(peer);
    turn.addErrback(() => undefined);
    turn.cancel();
    expect(() => {
      clock.advance(60_000);
    }).not.toThrow();
  });

  it("slows a portal's guesses, and neither keys nor peers without an address", async () => {
    const { clock, throttle: which } = throttle({ freeFailures: 0 });
    const { portal } = recordingPortal({ throttle: which });
    await expect(portal.login(wrong, { peer })).rejects.toThrow(UnauthorizedLogin);
    await expect(portal.login(wrong, { peer: { type: "unix" } })).rejects.toThrow(UnauthorizedLogin);
    expect((await portal.login({ kind: "anonymous" }, { peer })).avatar).toBe("anonymous");
    const slowed = portal.login(alice, { peer });
    await microtasks();
    expect(slowed.called).toBe(false);
    clock.advance(1000);
    expect((await slowed).avatar).toBe("alice");
  });
});

describe("a portal that is told nothing about it", () => {
  it("slows an address all the same", async () => {
    const { portal } = recordingPortal();
    const context = { peer: address("192.0.2.1") };
    for (let count = 0; count < 6; count += 1) await portal.login(wrong, context).catch(() => undefined);
    const slowed = portal.login(alice, context);
    await microtasks();
    expect(slowed.called).toBe(false);
    slowed.cancel();
    await expect(slowed).rejects.toThrow(CancelledError);
    const unslowed = recordingPortal({ throttle: false }).portal;
    for (let count = 0; count < 20; count += 1) await unslowed.login(wrong, context).catch(() => undefined);
    expect((await unslowed.login(alice, context)).avatar).toBe("alice");
  });
});

describe("LoginSession", () => {
  it("logs out who is logged in when the connection ends, once", async () => {
    const { portal, events } = recordingPortal();
    const session = new LoginSession(portal);
    const login = await session.login(alice);
    expect(session.current).toBe(login);
    session.end();
    session.end();
    await login.logout();
    expect(events).toEqual(["in alice", "out alice"]);
    await expect(session.login(alice)).rejects.toThrow(CancelledError);
  });

  it("gives up a login under way when the connection ends", async () => {
    const { portal, events } = recordingPortal();
    const session = new LoginSession(portal);
    const login = session.login(alice);
    session.end();
    await expect(login).rejects.toThrow(CancelledError);
    await microtasks();
    expect(events.filter((event) => event.startsWith("in"))).toHaveLength(
      events.filter((event) => event.startsWith("out")).length,
    );
  });

  it("logs out the first user when a second logs in", async () => {
    const { portal, events } = recordingPortal();
    const session = new LoginSession(portal);
    await session.login(alice);
    await session.login(new UsernamePassword("bob", "b"));
    expect(events).toEqual(["in alice", "in bob", "out alice"]);
  });

  it("refuses every login once as many have failed as may", async () => {
    const session = new LoginSession(recordingPortal().portal, { maxAuthAttempts: 2 });
    await session.login(wrong).catch(() => undefined);
    expect(session.isExhausted).toBe(false);
    await session.login(wrong).catch(() => undefined);
    expect(session.isExhausted).toBe(true);
    await expect(session.login(alice)).rejects.toThrow(UnauthorizedLogin);
  });
});

/** Lets everything happen that waits for nothing but promises. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}
