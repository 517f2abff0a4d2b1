/** The two drivers against each other, over a portal. */

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AnonymousChecker } from "../../../src/cred/anonymous-checker.js";
import { AuthenticationUnavailable } from "../../../src/cred/authentication-unavailable.js";
import type { Checker } from "../../../src/cred/checker.js";
import { ClientCertificateChecker } from "../../../src/cred/client-certificate-checker.js";
import { FunctionChecker } from "../../../src/cred/function-checker.js";
import { InMemoryChecker } from "../../../src/cred/in-memory-checker.js";
import { LoginSession } from "../../../src/cred/login-session.js";
import { Portal } from "../../../src/cred/portal.js";
import type { SASLClientCredentials } from "../../../src/cred/sasl/client-credentials.js";
import { saslMechanisms } from "../../../src/cred/sasl/mechanisms.js";
import { SASLClient, type SASLClientOptions } from "../../../src/cred/sasl/sasl-client.js";
import { SASLError } from "../../../src/cred/sasl/sasl-error.js";
import { SASLServer, type SASLServerOptions, type SASLServerReply } from "../../../src/cred/sasl/sasl-server.js";
import { UnauthorizedLogin } from "../../../src/cred/unauthorized-login.js";

const clientCertificate = {
  subject: "CN=a",
  issuer: "CN=a",
  subjectAltNames: [],
  raw: Buffer.alloc(0),
  fingerprint256: "ab".repeat(32),
};
const channelBindings = {
  "tls-exporter": Buffer.from("the channel"),
  "tls-server-end-point": Buffer.from("the certificate"),
};
const secure = { secure: true, channelBindings };
const names = saslMechanisms.map(({ name }) => name);

function checkersFor(username: string, password: string): Checker[] {
  return [
    new InMemoryChecker({ [username]: password }),
    new AnonymousChecker(),
    new ClientCertificateChecker(() => username),
    new FunctionChecker("bearer-token", ({ token }) => (token === "t0ken" ? username : undefined)),
  ];
}

function portalFor(checkers: readonly Checker[], events: string[] = []) {
  const realm = {
    requestAvatar: ({ avatarId }: { avatarId: string }) => ({
      avatar: avatarId,
      logout: () => events.push(`out ${avatarId}`),
    }),
  };
  return new Portal(realm, checkers);
}

/** A whole exchange, as a protocol would carry it. */
async function exchange(
  server: SASLServer<string>,
  client: SASLClient,
  successData = false,
): Promise<SASLServerReply<string>> {
  const { mechanism, initialResponse } = client.start(server.mechanisms);
  let reply = await server.start(mechanism, initialResponse);
  while (reply.type === "challenge") reply = await server.receive(await client.receive(reply.data));
  if (reply.type === "success") client.succeeded(successData ? reply.data : undefined);
  return reply;
}

const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((value) => !/\p{Cc}/u.test(value) && value.normalize("NFC") !== "");

describe.each(names)("%s, client against server", (name) => {
  const options = { ...secure, mechanisms: [name] };

  it("logs in with any name and password, and with a wrong one doesn't", async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.boolean(), async (username, password, successData) => {
        const portal = portalFor(checkersFor(username, password));
        const server = new SASLServer(portal, { ...options, clientCertificate, successData });
        const credentials = {
          username,
          password,
          token: "t0ken",
          ...(name === "EXTERNAL" && { external: true }),
          ...(name === "ANONYMOUS" && { anonymous: "" }),
        };
        const reply = await exchange(server, new SASLClient(credentials, options), successData);
        expect(reply).toMatchObject({ type: "success", mechanism: name });
        if (name === "EXTERNAL" || name === "ANONYMOUS") return;
        const wrong = { ...credentials, password: `${password}x`, token: "other" };
        const refusal = await exchange(server, new SASLClient(wrong, options), successData);
        expect(refusal).toMatchObject({ type: "failure", error: new UnauthorizedLogin() });
      }),
      { numRuns: 15 },
    );
  });
});

describe("SASLServer", () => {
  const offer = (options: SASLServerOptions, checkers = checkersFor("alice", "secret")) =>
    new SASLServer(portalFor(checkers), options).mechanisms;

  it("offers only what its portal can check", () => {
    expect(offer(secure, [new AnonymousChecker()])).toEqual(["ANONYMOUS"]);
    expect(offer({ secure: true }, [new FunctionChecker("password", () => undefined)])).toEqual(["PLAIN", "LOGIN"]);
  });

  it("offers nothing that sends a password or token in clear without TLS, unless told so", () => {
    expect(offer({})).toEqual(["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "ANONYMOUS"]);
    expect(offer({ allowInsecure: true })).toEqual(
      expect.arrayContaining(["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"]),
    );
  });

  it("offers EXTERNAL only with a certificate, -PLUS only with a binding, and CRAM-MD5 only by name", () => {
    expect(offer({ ...secure, clientCertificate })).toEqual(names.filter((name) => name !== "CRAM-MD5"));
    expect(offer({ mechanisms: ["cram-md5"] })).toEqual(["CRAM-MD5"]);
    expect(() => offer({ mechanisms: ["KERBEROS_V4"] })).toThrow(TypeError);
  });

  it("refuses a mechanism that it doesn't offer, and takes another try", async () => {
    const server = new SASLServer(portalFor(checkersFor("alice", "secret")), {});
    expect(await server.start("PLAIN", Buffer.from("\0alice\0secret"))).toMatchObject({
      type: "failure",
      error: { code: "SASL_NO_MECHANISM" },
    });
    expect(await exchange(server, new SASLClient({ username: "alice", password: "secret" }))).toMatchObject({
      type: "success",
    });
  });

  it("refuses a message that is over the limit, and takes one at it", async () => {
    const server = new SASLServer(portalFor(checkersFor("alice", "secret")), { ...secure, maxMessageBytes: 13 });
    expect(await server.start("PLAIN", Buffer.from("\0alice\0secret"))).toMatchObject({ type: "success" });
    expect(await server.start("PLAIN", Buffer.from("x\0alice\0secret"))).toMatchObject({
      type: "failure",
      error: { code: "SASL_MALFORMED" },
    });
  });

  it("gives one answer for an unknown user and a wrong password, and shows both the same challenge", async () => {
    const server = new SASLServer(portalFor(checkersFor("alice", "secret")), secure);
    const challenges: string[] = [];
    for (const user of ["alice", "mallory", "mallory"]) {
      const reply = await server.start("SCRAM-SHA-256", Buffer.from(`n,,n=${user},r=abc`));
      if (reply.type !== "challenge") throw new Error("no challenge");
      challenges.push(reply.data.toString().replace(/r=[^,]*,/, ""));
      server.abort();
    }
    expect(challenges[1]).toBe(challenges[2]);
    for (const challenge of challenges) expect(challenge).toMatch(/^s=.{24},i=4096$/);
    const replies = await Promise.all(
      ["alice", "mallory"].map((username) =>
        exchange(
          new SASLServer(portalFor(checkersFor("alice", "secret"))),
          new SASLClient({ username, password: "hush-hush" }),
        ),
      ),
    );
    expect(replies[0]).toEqual(replies[1]);
    expect(JSON.stringify(replies)).not.toContain("hush");
  });

  it("says that it can't tell when no checker can", async () => {
    const broken = new FunctionChecker("password", () => Promise.reject(new Error("database is down")));
    const reply = await new SASLServer(portalFor([broken]), secure).start("PLAIN", Buffer.from("\0alice\0secret"));
    expect(reply.type === "failure" && reply.error).toBeInstanceOf(AuthenticationUnavailable);
  });

  it("logs out who is in but never answered the server's last data", async () => {
    const events: string[] = [];
    const server = new SASLServer(portalFor(checkersFor("alice", "secret"), events), {});
    const client = new SASLClient({ username: "alice", password: "secret" });
    const { mechanism, initialResponse } = client.start(server.mechanisms);
    let reply = await server.start(mechanism, initialResponse);
    for (let turn = 0; turn < 2 && reply.type === "challenge"; turn += 1) {
      const answer = await client.receive(reply.data);
      if (turn === 0) reply = await server.receive(answer);
    }
    expect(server.abort()).toMatchObject({ type: "failure", error: { code: "SASL_ABORTED" } });
    expect(events).toEqual(["out alice"]);
    expect(() => server.receive(Buffer.alloc(0))).toThrow(TypeError);
  });

  it("gives up a login under way when the exchange is aborted", async () => {
    const events: string[] = [];
    const server = new SASLServer(portalFor(checkersFor("alice", "secret"), events), secure);
    const reply = server.start("PLAIN", Buffer.from("\0alice\0secret"));
    server.abort();
    await expect(reply).rejects.toMatchObject({ code: "CANCELLED" });
    await microtasks();
    expect(events.length).toBeLessThanOrEqual(1);
    expect(await server.start("PLAIN", Buffer.from("\0alice\0secret"))).toMatchObject({ type: "success" });
  });

  it("logs in through a session, which then knows who is in", async () => {
    const session = new LoginSession(portalFor(checkersFor("alice", "secret")));
    await new SASLServer(session, secure).start("PLAIN", Buffer.from("\0alice\0secret"));
    expect(session.current?.avatar).toBe("alice");
  });

  it("throws on a second start while an exchange is under way", async () => {
    const server = new SASLServer(portalFor(checkersFor("alice", "secret")), secure);
    await server.start("PLAIN");
    expect(() => server.start("PLAIN")).toThrow(TypeError);
  });

  it("answers any bytes for any mechanism with a reply, and fails never", async () => {
    const message = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.array(message, { maxLength: 4 }), async (name, messages) => {
        const server = new SASLServer(portalFor(checkersFor("alice", "secret")), {
          ...secure,
          mechanisms: names,
          clientCertificate,
        });
        let reply = await server.start(name);
        for (const data of messages) if (reply.type === "challenge") reply = await server.receive(data);
        if (name !== "ANONYMOUS" && name !== "EXTERNAL") expect(reply.type).not.toBe("success");
      }),
      { numRuns: 150 },
    );
  });
});

describe("SASLClient", () => {
  const chosen = (credentials: SASLClientCredentials, options: SASLClientOptions, offered: readonly string[] = names) =>
    new SASLClient(credentials, options).start(offered).mechanism;
  const password = { username: "u", password: "hush-hush" };

  it("chooses the strongest that is offered", () => {
    expect(chosen(password, secure)).toBe("SCRAM-SHA-512-PLUS");
    expect(chosen(password, { secure: true })).toBe("SCRAM-SHA-512");
    expect(chosen(password, secure, ["login", "plain", "scram-sha-1"])).toBe("SCRAM-SHA-1");
    expect(chosen(password, secure, ["LOGIN", "PLAIN", "CRAM-MD5"])).toBe("PLAIN");
    expect(chosen({ username: "u", token: "t" }, secure)).toBe("OAUTHBEARER");
    expect(chosen({ ...password, external: true }, secure)).toBe("EXTERNAL");
    expect(chosen({ anonymous: "me" }, {})).toBe("ANONYMOUS");
  });

  it("sends no password in clear where somebody can listen, and says what both sides have", () => {
    const start = () => chosen(password, {}, ["PLAIN", "LOGIN", "X\r\nEVIL"]);
    expect(start).toThrow(SASLError);
    expect(start).toThrow(/the server offers PLAIN LOGIN; we could use SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1\./);
    expect(start).not.toThrow(/hush|EVIL/);
    expect(chosen(password, { allowInsecure: true }, ["PLAIN"])).toBe("PLAIN");
  });

  it("refuses a challenge that is over the limit", async () => {
    const client = new SASLClient(password, { maxMessageBytes: 10 });
    client.start(names);
    await expect(client.receive(Buffer.alloc(11))).rejects.toMatchObject({ code: "SASL_MALFORMED" });
    expect(() => client.receive(Buffer.alloc(1))).toThrow(TypeError);
  });

  it("doesn't believe a server that says yes before it has proved anything", () => {
    const client = new SASLClient(password, secure);
    client.start(names);
    expect(() => {
      client.succeeded();
    }).toThrow(/prove/);
  });
});

/** Lets everything happen that waits for nothing but promises. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}
