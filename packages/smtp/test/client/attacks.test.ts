import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { Clock, everySplitAsync, SimulatedAuthority, StringTransport } from "@twist/core/testing";
import { InvalidTokenError, isTwistError } from "@twist/core/wire";
import fc from "fast-check";
import type { MailEnvelope } from "../../src/client/mail-envelope.js";
import { openSession, type SessionOptions } from "../../src/client/open-session.js";
import { SMTPClient } from "../../src/client/smtp-client.js";

const settle = (): Promise<void> => new Clock().advanceAsync(0);

function started(): { wire: StringTransport; client: SMTPClient } {
  const wire = new StringTransport({ clock: new Clock() });
  const client = new SMTPClient();
  client.greeting.catch(() => undefined);
  wire.start(client);
  return { wire, client };
}

async function greeted(keywords: string): Promise<{ wire: StringTransport; client: SMTPClient }> {
  const { wire, client } = started();
  wire.deliver("220 ready\r\n");
  const hello = client.hello("relay.example");
  wire.deliver(`250-mail.example\r\n${keywords}\r\n`);
  await hello;
  wire.clear();
  return { wire, client };
}

const session: SessionOptions = {
  security: "starttls",
  tls: { serverName: "mail.example", ca: new SimulatedAuthority().certificate },
  name: "relay.example",
  auth: { username: "ada", password: "secret" },
};

describe("STARTTLS stripping", () => {
  it.each(["250 HELP", "250 XXXXXXXA", "250 AUTH PLAIN LOGIN"])(
    "sends nothing more to a server that offers %j",
    async (offer) => {
      const { wire, client } = started();
      const opened = openSession(client, session).catch((error: unknown) => error);
      wire.deliver("220 ready\r\n");
      await settle();
      wire.deliver(`250-mail.example\r\n${offer}\r\n`);
      expect(await opened).toMatchObject({ code: "TLS_REQUIRED", permanent: true });
      expect(wire.text()).toBe("EHLO relay.example\r\n");
    },
  );

  it("doesn't go on in clear where STARTTLS is refused", async () => {
    const { wire, client } = started();
    const opened = openSession(client, session).catch((error: unknown) => error);
    wire.deliver("220 ready\r\n");
    await settle();
    wire.deliver("250-mail.example\r\n250 STARTTLS\r\n");
    await settle();
    wire.deliver("454 4.7.0 TLS not available\r\n");
    expect(await opened).toMatchObject({ code: "STARTTLS_FAILED" });
    expect(wire.text()).toBe("EHLO relay.example\r\nSTARTTLS\r\n");
  });

  it("doesn't fall back to HELO, where nothing could be offered", async () => {
    const { wire, client } = started();
    const opened = openSession(client, session).catch((error: unknown) => error);
    wire.deliver("220 ready\r\n");
    await settle();
    wire.deliver("500 what?\r\n");
    await settle();
    wire.deliver("250 hello\r\n");
    expect(await opened).toMatchObject({ code: "TLS_REQUIRED" });
    expect(wire.text()).not.toContain("AUTH");
  });
});

describe("STARTTLS response injection (CVE-2020-14954, CVE-2021-38371)", () => {
  it("aborts where anything stands behind the 220, at every split", async () => {
    const reply = "220 go ahead\r\n";
    const injected = "250-mail.example\r\n250 AUTH PLAIN\r\n";
    await everySplitAsync(reply + injected, async (chunks) => {
      const { wire, client } = await greeted("250 STARTTLS");
      const secured = client.startTLS(session.tls).catch((error: unknown) => error);
      for (const chunk of chunks) if (wire.tlsStarted.length === 0) wire.deliver(chunk);
      // What comes later belongs to the handshake, and isn't the client's to read.
      const [options] = wire.tlsStarted;
      if (options === undefined) {
        expect(await secured).toMatchObject({ code: "STARTTLS_INJECTION" });
        expect(wire.aborted).toBeDefined();
      } else {
        expect(options).toMatchObject({ role: "client", serverName: "mail.example" });
        expect(client.extensions.has("AUTH")).toBe(false);
      }
    });
  });

  it("forgets what was offered in clear", async () => {
    const { wire, client } = await greeted("250-STARTTLS\r\n250 AUTH PLAIN");
    const secured = client.startTLS(session.tls);
    wire.deliver("220 go ahead\r\n");
    wire.completeTLS({
      version: "TLSv1.3",
      cipher: "x",
      alpnProtocol: undefined,
      serverName: "mail.example",
      peerCertificate: undefined,
      ownCertificate: undefined,
      authorized: true,
      exportKeyingMaterial: (length) => Buffer.alloc(length),
    });
    await secured;
    expect(client.extensions.authMechanisms).toEqual([]);
  });
});

describe("AUTH downgrade", () => {
  it.each(["AUTH PLAIN", "AUTH LOGIN", "AUTH PLAIN LOGIN CRAM-MD5", "AUTH XOAUTH2 OAUTHBEARER"])(
    "sends no password or token in clear to a server that offers %s only",
    async (offer) => {
      const { wire, client } = await greeted(`250 ${offer}`);
      const loggedIn = client.authenticate({ username: "ada", password: "secret", token: "t0ken" });
      await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_NOT_POSSIBLE", permanent: true });
      expect(wire.text()).toBe("");
    },
  );

  it("sends it where the caller asks for that", async () => {
    const { wire, client } = await greeted("250 AUTH PLAIN");
    client.authenticate({ username: "ada", password: "secret", allowInsecure: true }).catch(() => undefined);
    expect(wire.text()).toMatch(/^AUTH PLAIN /);
  });
});

describe("replies that nobody asked for", () => {
  it.each(["250 ok\r\n", "354 go\r\n", "550 no\r\n"])(
    "end a connection on which nothing is asked: %j",
    async (reply) => {
      const { wire, client } = await greeted("250 HELP");
      wire.deliver(reply);
      expect(wire.aborted).toBeDefined();
      expect(client.usable).toBe(false);
    },
  );

  it("aren't taken for the reply to the message, where they come before its end", async () => {
    const { wire, client } = await greeted("250 PIPELINING");
    const message = new Readable({ read: () => undefined });
    const sent = client.send({ from: "", to: "b@x.example" }, message).catch((error: unknown) => error);
    wire.deliver("250 ok\r\n250 ok\r\n354 go\r\n");
    wire.deliver("250 queued\r\n");
    expect(await sent).toMatchObject({ code: "UNEXPECTED_REPLY" });
    expect(wire.aborted).toBeDefined();
  });

  it("break the mail off, where they refuse it before its end", async () => {
    const { wire, client } = await greeted("250 PIPELINING");
    const message = new Readable({ read: () => undefined });
    const sent = client.send({ from: "", to: "b@x.example" }, message).catch((error: unknown) => error);
    wire.deliver("250 ok\r\n250 ok\r\n354 go\r\n");
    wire.deliver("552 5.3.4 too large\r\n");
    expect(await sent).toMatchObject({ code: "MESSAGE_REFUSED", reply: { code: 552 }, permanent: true });
    expect(wire.aborted).toBeDefined();
  });

  it("a 354 to anything but DATA ends the connection", async () => {
    const { wire, client } = await greeted("250 HELP");
    const noop = client.noop().catch((error: unknown) => error);
    wire.deliver("354 go\r\n");
    expect(await noop).toMatchObject({ code: "UNEXPECTED_REPLY" });
  });

  it("a 421 says why everything that waits has failed", async () => {
    const { wire, client } = await greeted("250 PIPELINING");
    const sent = client.send({ from: "", to: "b@x.example" }, "x").catch((error: unknown) => error);
    wire.deliver("250 ok\r\n421 4.3.2 shutting down\r\n");
    expect(await sent).toMatchObject({ transient: true });
    expect(wire.disconnecting || wire.disconnected).toBe(true);
    await expect(client.noop()).rejects.toMatchObject({ code: "CONNECTION_CLOSED", reply: { code: 421 } });
  });
});

describe("quadratic multi-line reply", () => {
  it("ends the connection at 64 KiB of a reply that never ends", async () => {
    const { wire, client } = await greeted("250 HELP");
    const noop = client.noop().catch((error: unknown) => error);
    const chunk = Buffer.from("250-x\r\n".repeat(10_000));
    for (let i = 0; i < 100; i++) wire.deliver(chunk);
    expect(await noop).toMatchObject({ code: "LIMIT_EXCEEDED", limit: "maxReplyBytes" });
    expect(wire.aborted).toBeDefined();
  });
});

describe("CRLF injection in every string option", () => {
  const breaks = ["\r\nRCPT TO:<evil@x.example>", "\n", "\r", "\0", "\x7f\r\n", "\u010a\r", " \r\n"];
  const from = "a@x.example";
  const to = "b@x.example";
  const options: Record<string, (text: string) => MailEnvelope> = {
    "the sender": (text) => ({ from: `a${text}@x.example`, to }),
    "the sender's domain": (text) => ({ from: `a@x.example${text}`, to }),
    "the sender, quoted": (text) => ({ from: `"a${text}"@x.example`, to }),
    "a recipient": (text) => ({ from, to: [to, `b@x.example${text}`] }),
    "the envelope's id": (text) => ({ from, to, dsn: { envelopeId: `id${text}` } }),
    "what comes back": (text) => ({ from, to, dsn: { ret: `FULL${text}` as "FULL" } }),
    "when to notify": (text) => ({ from, to, dsn: { notify: [`SUCCESS${text}` as "SUCCESS"] } }),
    "the original recipient": (text) => ({ from, to: [{ address: to, originalRecipient: `b${text}@x.example` }] }),
    "the size": (text) => ({ from, to, size: `1${text}` as unknown as number }),
    "the body": (text) => ({ from, to, body: `8BITMIME${text}` as "8BITMIME" }),
  };

  it.each(Object.keys(options))("refuses it in %s, and sends nothing", async (name) => {
    for (const text of breaks) {
      const { wire, client } = await greeted("250-DSN\r\n250-SIZE\r\n250-8BITMIME\r\n250 SMTPUTF8");
      const sent = client.send(options[name]!(text), "x\r\n");
      const error = await sent.then(() => undefined).catch((reason: unknown) => reason);
      expect(isTwistError(error)).toBe(true);
      expect(wire.text()).toBe("");
    }
  });

  it("refuses it in names and in commands", async () => {
    const { wire, client } = await greeted("250 HELP");
    for (const text of breaks) {
      const attempts = [
        () => client.ehlo(`x.example${text}`),
        () => client.helo(`x.example${text}`),
        () => client.mail(`a@x.example${text}`),
        () => client.rcpt(`a@x.example${text}`),
        () => client.vrfy(`ada\r${text}`),
        () => client.expn(`ada\r${text}`),
        () => client.help(`me\r${text}`),
        () => client.command(`XCMD\r${text}`),
      ];
      for (const attempt of attempts) expect(attempt).toThrow();
    }
    expect(wire.text()).toBe("");
  });

  it("writes whole lines only, whatever the strings are", async () => {
    const nasty = fc.string({
      unit: fc.constantFrom("a", "@", ".", "<", ">", " ", "\r", "\n", "\0", '"', "\\", "é", "="),
    });
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (sender, recipient, id) => {
        const { wire, client } = await greeted("250-PIPELINING\r\n250-DSN\r\n250 SMTPUTF8");
        client.send({ from: sender, to: recipient, dsn: { envelopeId: id } }, "x").catch(() => undefined);
        const lines = wire.text().split("\r\n");
        expect(lines.pop()).toBe("");
        expect(lines.length === 0 || lines.length === 3).toBe(true);
        for (const line of lines) expect(line).not.toMatch(/[\r\n\0]/);
        client.abort();
      }),
    );
  });

  it("says which value it was, with a typed error", async () => {
    const { client } = await greeted("250 HELP");
    expect(() => client.command("X\r\nY")).toThrow(InvalidTokenError);
  });
});
