import { chmodSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { connectSMTP, sendMail, SMTPPool } from "@twist/smtp";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { RunningProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

const envelope = { from: "ada@client.example", to: ["bob@mail.example", "carol@mail.example"] };
const message = "Subject: hi\r\n\r\n.hello\r\n";

/** A smtp-sink that runs, and how to reach it. */
interface Sink extends AsyncDisposable {
  readonly program: RunningProgram;
  readonly target: { readonly host: string; readonly port: number; readonly security: "none-on-loopback" };
}

async function startSink(...options: string[]): Promise<Sink> {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const program = new RunningProgram("smtp-sink", [...options, ...user, `127.0.0.1:${String(port)}`, "100"]);
  (await connectWhenReady(port)).destroy();
  return {
    program,
    target: { host: "127.0.0.1", port, security: "none-on-loopback" },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

describeWith(["smtp-sink"], "our client sends to Postfix's smtp-sink", () => {
  it.each([
    ["with ESMTP and PIPELINING", []],
    ["without PIPELINING", ["-p"]],
    ["with HELO, where EHLO isn't known", ["-e"]],
  ])("a message %s", async (_how, options) => {
    await using sink = await startSink(...options);
    const { accepted, rejected } = await sendMail({ ...sink.target, envelope, message });
    expect(accepted).toEqual(envelope.to);
    expect(rejected).toEqual([]);
  });

  it("200 messages through a pool, which are all there at the other end", async () => {
    using folder = new TemporaryFolder();
    chmodSync(folder.path, 0o777);
    await using sink = await startSink("-D", folder.file("all"));
    const pool = new SMTPPool({ ...sink.target, maxConnections: 4 });
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(numbers.map((number) => pool.send(envelope, `Subject: hi\r\n\r\n.${number}\r\n`)));
    await pool.close();
    const dump = readFileSync(folder.file("all"), "latin1");
    expect(Array.from(dump.matchAll(/^\.(\d+)$/gm), ([, number]) => number).sort()).toEqual(numbers.sort());
    expect(dump.match(/^X-Rcpt-Args: <(bob|carol)@mail\.example>/gm)).toHaveLength(400);
  });

  it("20 MB from a stream, at the sink's own speed", async () => {
    await using sink = await startSink();
    const line = Buffer.from(`${".".repeat(70)}\r\n`.repeat(900));
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < 20_000_000; sent += line.length) yield await Promise.resolve(line);
    };
    const { accepted } = await sendMail({ ...sink.target, envelope, message: pieces() });
    expect(accepted).toEqual(envelope.to);
  });

  it.each([
    ["MAIL", "SENDER_REFUSED"],
    ["RCPT", "RECIPIENTS_REFUSED"],
    ["DATA", "MESSAGE_REFUSED"],
    [".", "MESSAGE_REFUSED"],
  ])("a message whose %s is refused, and says so", async (command, code) => {
    await using permanent = await startSink("-f", command);
    await expect(sendMail({ ...permanent.target, envelope, message })).rejects.toMatchObject({ code, permanent: true });
    await using transient = await startSink("-r", command);
    await expect(sendMail({ ...transient.target, envelope, message })).rejects.toMatchObject({ code, transient: true });
  });

  it.each(["CONNECT", "EHLO", "MAIL", "DATA", "."])("a message, and is left by the server at %s", async (command) => {
    await using sink = await startSink("-q", command);
    await expect(sendMail({ ...sink.target, envelope, message })).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  });

  it("a message over LMTP, with an answer for each recipient", async () => {
    await using sink = await startSink("-L");
    const { accepted } = await sendMail({ ...sink.target, lmtp: true, envelope, message });
    expect(accepted).toEqual(envelope.to);
  });

  it("command by command", async () => {
    await using sink = await startSink();
    const client = await connectSMTP(sink.target);
    expect(client.extensions.pipelining).toBe(true);
    const replies = await Promise.all([
      client.mail("a@x.example"),
      client.rcpt("b@y.example"),
      client.rset(),
      client.noop(),
    ]);
    expect(replies.map(({ code }) => code)).toEqual([250, 250, 250, 250]);
    expect((await client.vrfy("b")).code).toBeLessThan(300);
    await client.quit();
  });
});
