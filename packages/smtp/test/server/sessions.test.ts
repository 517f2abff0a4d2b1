import { describe, expect, it } from "@jest/globals";
import { Deferred, type LogEvent, logPublisher } from "@twist/core";
import { FunctionChecker, Portal } from "@twist/core/cred";
import type { Envelope } from "../../src/server/envelope.js";
import type { MessageStream } from "../../src/server/message-stream.js";
import type { SMTPConnection } from "../../src/server/smtp-connection.js";
import type { AnySession } from "../../src/server/smtp-session.js";
import { SMTPReply } from "../../src/wire/reply.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";
import { envelopeLines, secure, serve, serveGreeted, session, settle } from "./served-connection.js";

const internalError = "451 4.3.0 An error has happened here; try again later\r\n";

/** What is logged as an error while `run` runs. */
async function errorsOf(run: () => unknown): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const stop = logPublisher.addObserver((event) => {
    if (event.level === "error") events.push(event);
  });
  try {
    await run();
  } finally {
    stop();
  }
  return events;
}

describe("what a hook answers", () => {
  it("may be a reply, now or later, or nothing", async () => {
    const answers = [
      undefined,
      new SMTPReply(250, "Hello", "2.1.0"),
      Promise.resolve(new SMTPReply(550, "Never", "5.7.1")),
      Promise.resolve(undefined),
    ];
    const { transport } = serveGreeted({ session: () => session({ mail: () => answers.shift() }) });
    transport.deliver("MAIL FROM:<>\r\nRSET\r\n".repeat(4));
    await settle();
    expect(transport.takeText().replaceAll("250 2.0.0 OK\r\n", "")).toBe(
      "250 2.1.0 OK\r\n250 2.1.0 Hello\r\n550 5.7.1 Never\r\n250 2.1.0 OK\r\n",
    );
  });

  it("may be thrown, at once or later", async () => {
    const no = SMTPReplyError.of(450, "4.2.1", "Busy");
    const { transport, say } = serveGreeted({
      session: () =>
        session({
          mail: () => {
            throw no;
          },
          vrfy: () => Promise.reject(no),
        }),
    });
    expect(say("MAIL FROM:<>\r\n")).toBe("450 4.2.1 Busy\r\n");
    say("VRFY x\r\n");
    await settle();
    expect(transport.takeText()).toBe("450 4.2.1 Busy\r\n");
  });

  it("is 451 and one line in the log where a hook fails otherwise", async () => {
    const failure = new Error("the disk is on fire");
    const errors = await errorsOf(async () => {
      const { transport, say } = serveGreeted({
        session: () => session({ mail: () => Promise.reject(failure), data: () => Promise.reject(failure) }),
      });
      say("MAIL FROM:<>\r\n");
      await settle();
      expect(transport.takeText()).toBe(internalError);
    });
    expect(errors.map(({ error }) => error)).toEqual([failure]);
  });

  it("is 451 and one line in the log where it can't be sent", async () => {
    const errors = await errorsOf(() => {
      const { say } = serveGreeted({ session: () => session({ mail: () => new SMTPReply(250, "a\r\n250 b") }) });
      expect(say("MAIL FROM:<>\r\n")).toBe(internalError);
    });
    expect(errors).toHaveLength(1);
  });

  it("closes the connection with 421", () => {
    const { say, transport } = serveGreeted({
      session: () => session({ rcpt: () => new SMTPReply(421, "Go away", "4.7.0") }),
    });
    expect(say("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nNOOP\r\n")).toBe("250 2.1.0 OK\r\n421 4.7.0 Go away\r\n");
    expect(transport.disconnected).toBe(true);
  });

  it("stops the reading until it is there, and comes in its order", async () => {
    const calls: string[] = [];
    const first = new Deferred<undefined>();
    const { transport, say } = serveGreeted({
      session: () =>
        session({
          mail: () => {
            calls.push("mail");
            return first;
          },
          rcpt: () => void calls.push("rcpt"),
        }),
    });
    expect(say("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nNOOP\r\n")).toBe("");
    expect([calls, transport.readingPaused]).toEqual([["mail"], true]);
    first.callback(undefined);
    await settle();
    expect(transport.takeText()).toBe("250 2.1.0 OK\r\n250 2.1.5 OK\r\n250 2.0.0 OK\r\n");
    expect([calls, transport.readingPaused]).toEqual([["mail", "rcpt"], false]);
  });
});

it("answers to pipelined commands go out as one, also where the first of them has to be waited for", async () => {
  const answer = new Deferred<undefined>();
  const { transport } = serveGreeted({
    session: () => session({ mail: () => answer }),
  });
  transport.deliver("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRSET\r\nNOOP\r\n");
  transport.clear();
  answer.callback(undefined);
  await settle();
  expect(transport.chunks.map(String)).toEqual(["250 2.1.0 OK\r\n250 2.1.5 OK\r\n250 2.0.0 OK\r\n250 2.0.0 OK\r\n"]);
});

describe("a session", () => {
  it("may refuse the connection, which may only QUIT then", () => {
    const { transport, say } = serve({
      session: () => {
        throw SMTPReplyError.of(554, "5.7.1", "No service");
      },
    });
    expect(transport.takeText()).toBe("554 5.7.1 No service\r\n");
    expect(say("EHLO a.example\r\n")).toBe("503 5.5.1 There is no service for you; QUIT, please\r\n");
    expect(say("QUIT\r\n")).toBe("221 2.0.0 Goodbye\r\n");
    expect(transport.disconnected).toBe(true);
  });

  it("may greet later, and by itself", async () => {
    const { transport } = serve({
      session: () => session({ connect: () => Promise.resolve(new SMTPReply(220, "mail.example hi")) }),
    });
    expect(transport.takeText()).toBe("");
    await settle();
    expect(transport.takeText()).toBe("220 mail.example hi\r\n");
  });

  it("that refuses another EHLO stays where it was, with its message (RFC 5321 §4.1.4)", () => {
    const resets: string[] = [];
    const { say, transport } = serveGreeted({
      session: () =>
        session({
          hello: (name) => {
            if (name === "other.example") throw SMTPReplyError.of(550, "5.7.1", "Not you");
          },
          reset: () => resets.push("reset"),
        }),
    });
    say("MAIL FROM:<a@b.example>\r\nRCPT TO:<b@c.example>\r\n");
    expect(say("EHLO other.example\r\n")).toBe("550 5.7.1 Not you\r\n");
    expect(resets).toEqual([]);
    expect(say("DATA\r\n")).toMatch(/^354 /);
    expect(say("x\r\n.\r\n")).toMatch(/^250 /);
    expect(transport.disconnected).toBe(false);
    say("MAIL FROM:<a@b.example>\r\nRCPT TO:<b@c.example>\r\nEHLO third.example\r\n");
    expect(resets).toEqual(["reset"]);
  });

  it("that refuses a login has nobody logged in", async () => {
    const logouts: string[] = [];
    let connection: SMTPConnection | undefined;
    const avatar = { avatar: "ada", logout: () => void logouts.push("ada") };
    const { say, transport } = serveGreeted({
      portal: new Portal({ requestAvatar: () => avatar }, [new FunctionChecker("password", () => "ada")]),
      authentication: "required",
      transport: { secure },
      session: (made) => {
        connection = made;
        return session({ authenticated: () => Promise.reject(SMTPReplyError.of(535, "5.7.8", "Not here")) });
      },
    });
    say(`AUTH PLAIN ${Buffer.from("\0ada\0x").toString("base64")}\r\n`);
    await settle();
    expect(transport.takeText()).toBe("535 5.7.8 Not here\r\n");
    expect(connection).toMatchObject({ authenticated: false, login: undefined });
    expect(logouts).toEqual(["ada"]);
    expect(say("MAIL FROM:<a@b.example>\r\n")).toMatch(/^530 /);
  });

  it("hears of a message that is given up once, and of the end once", () => {
    const calls: string[] = [];
    const { transport, say } = serveGreeted({
      session: () => session({ reset: () => void calls.push("reset"), end: () => void calls.push("end") }),
    });
    say("MAIL FROM:<>\r\nEHLO b.example\r\nRSET\r\n");
    expect(calls).toEqual(["reset"]);
    say(`${envelopeLines}half`);
    transport.end();
    expect(calls).toEqual(["reset", "reset", "end"]);
  });

  it("switches extensions on by its methods", () => {
    const offered = (changes: Partial<AnySession>): string => {
      const { say } = serve({ session: () => session(changes) });
      return say("EHLO a.example\r\n");
    };
    const plain = offered({});
    expect(plain).not.toMatch(/DSN|BINARYMIME|VRFY|EXPN|AUTH|STARTTLS|XCLIENT/);
    expect(offered({ notificationsRequested: () => undefined })).toMatch(/^250[- ]DSN\r$/m);
    expect(offered({ binaryData: () => undefined })).toMatch(/^250[- ]BINARYMIME\r$/m);
    expect(offered({ vrfy: () => undefined, expn: () => undefined })).toMatch(/^250-VRFY\r\n250 EXPN\r$/m);
  });

  it("has keywords withheld that are to be discarded, and their parameters refused", () => {
    const { say } = serve({ session: () => session(), discardKeywords: ["size", "CHUNKING", "PIPELINING"] });
    expect(say("EHLO a.example\r\n")).not.toMatch(/SIZE|CHUNKING|PIPELINING/);
    expect(say("MAIL FROM:<> SIZE=1\r\n")).toBe("555 5.5.4 A parameter is not offered here\r\n");
    expect(say("BDAT 6 LAST\r\nNOOP\r\nRSET\r\n")).toBe("503 5.5.1 Say MAIL first\r\n250 2.0.0 OK\r\n");
  });

  it("is told of the notifications that a sender asks for (RFC 3461)", () => {
    const asked: Envelope[] = [];
    const { say } = serveGreeted({
      session: () => session({ notificationsRequested: (envelope) => asked.push(envelope) }),
    });
    say("MAIL FROM:<a@b.example> RET=HDRS ENVID=QQ314159\r\n");
    say("RCPT TO:<c@d.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob@e.example\r\nDATA\r\n");
    expect(say(".\r\n")).toBe("250 2.0.0 Message accepted\r\n");
    expect(asked).toMatchObject([
      {
        parameters: { ret: "HDRS", envelopeId: "QQ314159" },
        recipients: [
          {
            parameters: {
              notify: ["SUCCESS", "DELAY"],
              originalRecipient: { type: "rfc822", address: "Bob@e.example" },
            },
          },
        ],
      },
    ]);
  });

  it("may refuse a message before its content is sent", () => {
    const { say } = serveGreeted({
      session: () => session({ dataRequested: () => SMTPReplyError.of(550, "5.7.1", "No").reply }),
    });
    expect(say(`${envelopeLines}RSET\r\n`)).toMatch(/550 5\.7\.1 No\r\n250 2\.0\.0 OK\r\n$/);
  });

  it("in LMTP has its one answer repeated for each recipient", () => {
    const { say } = serveGreeted({ dialect: "LMTP", session: () => session() });
    say("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<c@b.example>\r\nDATA\r\n");
    expect(say("x\r\n.\r\n")).toBe("250 2.0.0 Message accepted\r\n".repeat(2));
  });
});

describe("backpressure", () => {
  it("reads no further while the client takes no answers, nor while a message waits to be read", () => {
    const { transport, say } = serveGreeted();
    transport.full = true;
    say("NOOP\r\n".repeat(10));
    expect(transport.readingPaused).toBe(false);
    expect(say("NOOP\r\n".repeat(10))).toBe("");
    expect(transport.readingPaused).toBe(true);
    transport.drain();
    expect(transport.takeText()).toBe("250 2.0.0 OK\r\n".repeat(10));
    expect(transport.readingPaused).toBe(false);
  });

  it("answers a failed chunk of LMTP once, and its last one for each recipient", () => {
    const { say } = serveGreeted({ dialect: "LMTP", session: () => session() });
    const begin = "MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<c@b.example>\r\n";
    say(begin);
    expect(say("BDAT 2\r\na\nBDAT 0 LAST\r\n")).toBe(
      "550 5.6.11 The message has a CR or LF that is not part of a CRLF\r\n503 5.5.1 Say MAIL first\r\n",
    );
    say(begin);
    expect(say("BDAT 2\r\na\rBDAT 0 LAST\r\n")).toMatch(/^250 2\.0\.0 2 bytes received\r\n(550 5\.6\.11 [^\n]+\n){2}$/);
  });
});

describe("the stream of a message", () => {
  const content = `${"x".repeat(70)}\r\n`.repeat(1_000);

  it("slows the client down while nobody reads, and goes on when somebody does", async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let bytes = 0;
    const { transport } = serveGreeted({
      session: () =>
        session({
          data: async (message) => {
            await gate;
            for await (const chunk of message) bytes += chunk.length;
          },
        }),
    });
    transport.deliver(envelopeLines);
    transport.deliver(content);
    expect(transport.readingPaused).toBe(true);
    open();
    await settle();
    expect(transport.readingPaused).toBe(false);
    transport.deliver(content);
    await settle();
    transport.takeText();
    transport.deliver(".\r\n");
    await settle();
    expect(transport.takeText()).toBe("250 2.0.0 Message accepted\r\n");
    expect(bytes).toBe(2 * content.length);
  });

  it("drops what a session doesn't read, and answers at the end", async () => {
    const { transport } = serveGreeted({
      session: () =>
        session({
          data: async (message) => {
            for await (const chunk of message) {
              expect(chunk.length).toBeGreaterThan(0);
              break;
            }
            throw SMTPReplyError.of(554, "5.6.0", "Boring");
          },
        }),
    });
    transport.deliver(envelopeLines);
    for (let i = 0; i < 5; i += 1) {
      transport.deliver(content);
      await settle();
      expect(transport.readingPaused).toBe(false);
    }
    transport.takeText();
    transport.deliver(".\r\n");
    await settle();
    expect(transport.takeText()).toBe("554 5.6.0 Boring\r\n");
  });

  it("fails where the connection ends inside of it", async () => {
    const failures: unknown[] = [];
    const { transport } = serveGreeted({
      session: () => session({ data: (message) => read(message).catch((error: unknown) => void failures.push(error)) }),
    });
    transport.deliver(`${envelopeLines}half`);
    transport.end();
    await settle();
    expect(failures).toMatchObject([{ code: "INCOMPLETE_MESSAGE" }]);
  });

  it("fails where the message is refused for its size, and the refusal is the answer", async () => {
    const failures: unknown[] = [];
    const { transport } = serveGreeted({
      limits: { maxMessageBytes: 100 },
      session: () => session({ data: (message) => read(message).catch((error: unknown) => void failures.push(error)) }),
    });
    transport.deliver(`${envelopeLines}${content}.\r\n`);
    await settle();
    expect(transport.takeText()).toMatch(/552 5\.3\.4 The message is too big\r\n$/);
    expect(failures).toMatchObject([{ code: "MESSAGE_TOO_BIG" }]);
  });
});

async function read(message: MessageStream): Promise<void> {
  for await (const chunk of message) expect(chunk.length).toBeGreaterThan(0);
}
