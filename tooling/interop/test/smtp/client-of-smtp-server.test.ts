import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { sendMail, SMTPPool } from "@twist/smtp";
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerOptions } from "smtp-server";
import { listening } from "../../src/listening-server.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";

const envelope = { from: "ada@client.example", to: ["bob@mail.example", "carol@mail.example"] };
const message = "Subject: hi\r\n\r\n.hello\r\n..\r\n";
const auth = { username: "ada", password: "s3cret" };

interface Received {
  readonly text: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
}

async function startServer(options: SMTPServerOptions = {}) {
  const folder = new TemporaryFolder();
  const certificate = await makeCertificate(folder.path);
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    key: readFileSync(certificate.key),
    cert: readFileSync(certificate.cert),
    onAuth({ username, password, validatePassword }: SMTPServerAuthentication, _session, done) {
      const good = username === auth.username && (password === auth.password || validatePassword(auth.password));
      done(good ? null : new Error("no"), { user: username });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ text: Buffer.concat(chunks).toString(), to, user: session.user });
        done();
      });
    },
    ...options,
  });
  // Clients that go away early are no news.
  server.on("error", () => undefined);
  const { port } = await listening(server.server);
  return {
    target: { host: "localhost", port, tls: { ca: readFileSync(certificate.cert, "latin1") } },
    received,
    async [Symbol.asyncDispose]() {
      const closed = once(server.server, "close");
      server.close();
      await closed;
      folder[Symbol.dispose]();
    },
  };
}

describe("our client sends to smtp-server", () => {
  it("a message in clear, on this machine", async () => {
    await using server = await startServer();
    const { accepted } = await sendMail({ ...server.target, security: "none-on-loopback", envelope, message });
    expect(accepted).toEqual(envelope.to);
    expect(server.received).toEqual([{ text: message, to: envelope.to, user: undefined }]);
  });

  it.each(["PLAIN", "LOGIN", "CRAM-MD5"])("a message over STARTTLS, logged in with %s", async (mechanism) => {
    await using server = await startServer({ authMethods: [mechanism], authOptional: false });
    const login = { ...auth, mechanisms: [mechanism] };
    await sendMail({ ...server.target, security: "starttls", auth: login, envelope, message });
    expect(server.received).toEqual([{ text: message, to: envelope.to, user: "ada" }]);
  });

  it("a message, logged in with a token", async () => {
    await using server = await startServer({
      authMethods: ["XOAUTH2"],
      onAuth: ({ username, accessToken }, _session, done) => {
        done(null, accessToken === "t0ken" ? { user: username } : { data: { status: "401", schemes: "bearer" } });
      },
    });
    const login = { username: "ada", token: "t0ken" };
    await sendMail({ ...server.target, security: "starttls", auth: login, envelope, message });
    expect(server.received[0]?.user).toBe("ada");
    const wrong = { username: "ada", token: "wrong" };
    const refused = sendMail({ ...server.target, security: "starttls", auth: wrong, envelope, message });
    await expect(refused).rejects.toMatchObject({ code: "AUTH_FAILED" });
  });

  it("a message, logged in with the second mechanism where the server can't check the first", async () => {
    const tried: string[] = [];
    await using server = await startServer({
      authMethods: ["CRAM-MD5", "PLAIN"],
      onAuth: ({ method, username, password }, _session, done) => {
        tried.push(method);
        done(method === "PLAIN" && password === auth.password ? null : new Error("no"), { user: username });
      },
    });
    const login = { ...auth, mechanisms: ["CRAM-MD5", "PLAIN"] };
    await sendMail({ ...server.target, security: "starttls", auth: login, envelope, message });
    expect(tried).toEqual(["CRAM-MD5", "PLAIN"]);
    expect(server.received[0]?.user).toBe("ada");
  });

  it("a message over TLS from the first byte", async () => {
    await using server = await startServer({ secure: true });
    await sendMail({ ...server.target, security: "tls", auth, envelope, message });
    expect(server.received[0]?.user).toBe("ada");
  });

  it("a message over LMTP", async () => {
    await using server = await startServer({ lmtp: true });
    const { accepted } = await sendMail({
      ...server.target,
      lmtp: true,
      security: "none-on-loopback",
      envelope,
      message,
    });
    expect(accepted).toEqual(envelope.to);
    expect(server.received).toHaveLength(1);
  });

  it("200 messages through a pool, over STARTTLS and logged in", async () => {
    await using server = await startServer();
    const pool = new SMTPPool({ ...server.target, security: "starttls", auth, maxConnections: 4 });
    const numbers = Array.from({ length: 200 }, (_, index) => `${String(index)}\r\n`);
    await Promise.all(numbers.map((number) => pool.send(envelope, number)));
    await pool.close();
    expect(server.received.map(({ text }) => text).sort()).toEqual(numbers.sort());
  });

  it("nothing, where the server offers no STARTTLS", async () => {
    await using server = await startServer({ disabledCommands: ["STARTTLS"] });
    const sent = sendMail({ ...server.target, security: "starttls", auth, envelope, message });
    await expect(sent).rejects.toMatchObject({ code: "TLS_REQUIRED" });
    expect(server.received).toEqual([]);
  });
});
