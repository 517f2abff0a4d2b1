import { describe, expect, it, jest } from "@jest/globals";
import { Deferred } from "@twist/core";
import { Clock, StringTransport } from "@twist/core/testing";
import type { AnySession } from "../../src/server/smtp-session.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";
import { envelopeLines, serve, serveGreeted, session, settle } from "./served-connection.js";

const mail = "MAIL FROM:<a@client.example>\r\n";
const rcpt = "RCPT TO:<b@mail.example>\r\n";

describe("limits", () => {
  it("maxCommandLineBytes: refuses a longer line, and goes on with the next", () => {
    const { say } = serveGreeted();
    expect(say(`NOOP ${"x".repeat(505)}\r\n`)).toBe("250 2.0.0 OK\r\n");
    expect(say(`NOOP ${"x".repeat(506)}\r\nNOOP\r\n`)).toBe("500 5.5.2 The line is too long\r\n250 2.0.0 OK\r\n");
    expect(say("x".repeat(100_000))).toBe("500 5.5.2 The line is too long\r\n");
    expect(say("x".repeat(100_000))).toBe("");
    expect(say("\r\nNOOP\r\n")).toBe("250 2.0.0 OK\r\n");
  });

  it("gives MAIL and RCPT the room that extensions need", () => {
    const { say } = serveGreeted();
    expect(say(`MAIL FROM:<a@b.example> SIZE=1${" ".repeat(600)}\r\n`)).toBe("250 2.1.0 OK\r\n");
    expect(say(`RCPT TO:<a@b.example>${" ".repeat(2_000)}\r\n`)).toBe("500 5.5.2 The line is too long\r\n");
  });

  it("maxMessageBytes: refuses a message over it, once it has ended", () => {
    const { say, delivery } = serveGreeted({ limits: { maxMessageBytes: 1_000 } });
    expect(say("EHLO c.example\r\n")).toContain("250-SIZE 1000\r\n");
    say(envelopeLines);
    for (let i = 0; i < 100; i += 1) expect(say("0123456789\r\n")).toBe("");
    expect(say(".\r\n")).toBe("552 5.3.4 The message is too big\r\n");
    expect(say(`${mail}${rcpt}DATA\r\n`)).toMatch(/354/);
    expect(say(`${"x".repeat(998)}\r\n.\r\n`)).toBe("250 2.0.0 Message accepted\r\n");
    expect(delivery.messages.map(({ content }) => content.length)).toEqual([1_000]);
  });

  it("maxMessageBytes: refuses chunks that would go over it", () => {
    const { say, delivery } = serveGreeted({ limits: { maxMessageBytes: 1_000 } });
    say(mail + rcpt);
    expect(say(`BDAT 900\r\n${"x".repeat(900)}`)).toBe("250 2.0.0 900 bytes received\r\n");
    expect(say(`BDAT 900\r\n${"NOOP\r\n".repeat(150)}`)).toBe("552 5.3.4 The message is too big\r\n");
    expect(say(`BDAT 6 LAST\r\nNOOP\r\n`)).toBe("503 5.5.1 Say MAIL first\r\n");
    expect(say("BDAT 99999999999\r\n")).toBe("552 5.3.4 The message is too big\r\n");
    expect(delivery.messages).toEqual([]);
  });

  it("closes the connection at a BDAT that can't be read, since nobody knows how many bytes follow", () => {
    const { say, transport } = serveGreeted();
    say(mail + rcpt);
    expect(say("BDAT 1x\r\nMAIL FROM:<x@y.example>\r\n")).toMatch(/^501 5\.5\.4 .*\r\n$/);
    expect(transport.disconnected).toBe(true);
  });

  it("maxMessageLineBytes: refuses a message with a longer line", () => {
    const { say } = serveGreeted({ limits: { maxMessageLineBytes: 1_000 } });
    say(envelopeLines);
    expect(say(`${"x".repeat(1_000)}\r\n.\r\n`)).toBe("250 2.0.0 Message accepted\r\n");
    say(envelopeLines);
    say("x".repeat(600));
    expect(say(`${"x".repeat(401)}\r\n.\r\n`)).toBe("554 5.6.0 The message has a line that is too long\r\n");
  });

  it("maxRecipients: refuses those beyond for now, and takes the message for the others", () => {
    const { say, delivery } = serveGreeted({ limits: { maxRecipients: 2 } });
    say(mail + rcpt + rcpt);
    expect(say(rcpt)).toBe("452 4.5.3 Too many recipients for one message\r\n");
    say("DATA\r\n");
    expect(say(".\r\n")).toBe("250 2.0.0 Message accepted\r\n");
    expect(delivery.messages[0]?.envelope.recipients).toHaveLength(2);
  });

  it("maxHops: refuses a message that goes in circles, and counts the header only", () => {
    const { say } = serveGreeted({ limits: { maxHops: 3 } });
    const hop = "received: from a\r\n\tby Received: b\r\n";
    say(envelopeLines);
    expect(say(`${hop.repeat(3)}\r\n${hop.repeat(9)}.\r\n`)).toBe("250 2.0.0 Message accepted\r\n");
    say(envelopeLines);
    expect(say(`${hop.repeat(4)}\r\n.\r\n`)).toBe("554 5.4.6 The message has passed through too many servers\r\n");
  });

  it("maxUnknownCommands: closes the connection with the last", () => {
    const { say, transport } = serveGreeted({ limits: { maxUnknownCommands: 3 } });
    expect(say("A\r\nB\r\nC\r\nNOOP\r\n")).toBe(
      `${"500 5.5.1 No such command\r\n".repeat(3)}421 4.7.0 Too many errors\r\n`,
    );
    expect(transport.disconnected).toBe(true);
  });

  it("maxErrors: closes the connection with the last, and counts anew after each message", () => {
    const { say, transport } = serveGreeted({ limits: { maxErrors: 3 } });
    const refused = "503 5.5.1 Say MAIL first\r\n";
    expect(say(rcpt + rcpt)).toBe(refused.repeat(2));
    expect(say(`${envelopeLines}.\r\n`)).toMatch(/250 2\.0\.0 Message accepted\r\n$/);
    expect(say(rcpt + rcpt)).toBe(refused.repeat(2));
    expect(say(rcpt)).toBe(`${refused}421 4.7.0 Too many errors\r\n`);
    expect(transport.disconnected).toBe(true);
  });

  it("maxJunkCommands: closes the connection with the last, and counts anew after each message", () => {
    const { say, transport } = serve({ limits: { maxJunkCommands: 4 } });
    say("EHLO x\r\nNOOP\r\nRSET\r\n");
    expect(say(`${envelopeLines}x\r\n.\r\n`)).toContain("250 2.0.0 Message accepted");
    expect(say("NOOP\r\nVRFY x\r\nHELP\r\n")).not.toContain("421");
    // What brings mail doesn't count.
    expect(say(mail + rcpt)).not.toContain("421");
    expect(say("RSET\r\nNOOP\r\n")).toBe("250 2.0.0 OK\r\n421 4.7.0 Too many commands without a message\r\n");
    expect(transport.disconnected).toBe(true);
  });

  it("maxConnections: tells the next one so, wherever it comes from, and forgets those that end", () => {
    const { factory, transport } = serve({ limits: { maxConnections: 2 } });
    const connect = (host: string): StringTransport => {
      const wire = new StringTransport({ peer: { type: "tcp", family: 4, host, port: 4711 } });
      wire.start(factory.buildProtocol(wire.peer));
      return wire;
    };
    expect(connect("198.51.100.1").takeText()).toBe("220 mail.example ESMTP ready\r\n");
    const refused = connect("198.51.100.2");
    expect(refused.takeText()).toBe("421 4.7.0 There are too many connections\r\n");
    expect(refused.disconnected).toBe(true);
    refused.end();
    transport.end();
    expect(connect("198.51.100.3").takeText()).toBe("220 mail.example ESMTP ready\r\n");
    expect(connect("198.51.100.3").takeText()).toMatch(/^421 /);
  });

  it("maxConnectionsPerAddress: tells the next one so, and forgets those that end", () => {
    const { factory, transport } = serve({ limits: { maxConnectionsPerAddress: 1 } });
    const second = factory.buildProtocol(transport.peer);
    const wire = new (transport.constructor as new () => typeof transport)();
    wire.start(second);
    expect(wire.takeText()).toBe("421 4.7.0 There are too many connections\r\n");
    expect(wire.disconnected).toBe(true);
    wire.end();
    transport.end();
    const third = new (transport.constructor as new () => typeof transport)();
    third.start(factory.buildProtocol(transport.peer));
    expect(third.takeText()).toBe("220 mail.example ESMTP ready\r\n");
  });

  it("refuses a limit that is none, and one that there isn't", () => {
    expect(() => serve({ limits: { maxRecipients: 0 } })).toThrow(RangeError);
    expect(() => serve({ limits: { maxRecipient: 5 } as object })).toThrow(TypeError);
    expect(() => serve({ timeouts: { idleTimeoutMs: -1 } })).toThrow(RangeError);
  });
});

describe("time", () => {
  it("idleTimeoutMs: says 421 to who is silent for longer", () => {
    const clock = new Clock();
    const { transport, say } = serveGreeted({ transport: { clock } });
    clock.advance(299_999);
    expect(say("NOOP\r\n")).toBe("250 2.0.0 OK\r\n");
    clock.advance(299_999);
    expect(transport.takeText()).toBe("");
    clock.advance(1);
    expect(transport.takeText()).toBe("421 4.4.2 The connection was idle for too long\r\n");
    expect(transport.disconnected).toBe(true);
  });

  it("idleTimeoutMs: counts no time that the application takes", async () => {
    const clock = new Clock();
    let answer = (): void => undefined;
    const session: AnySession = {
      mail: () =>
        new Promise<undefined>(
          (resolve) =>
            (answer = () => {
              resolve(undefined);
            }),
        ),
      rcpt: () => undefined,
      data: () => undefined,
      reset: () => undefined,
      end: () => undefined,
    };
    const { transport, say } = serveGreeted({ session: () => session, transport: { clock } });
    say(mail);
    clock.advance(1_000_000);
    expect(transport.takeText()).toBe("");
    answer();
    await settle();
    expect(transport.takeText()).toBe("250 2.1.0 OK\r\n");
  });

  it("idleTimeoutMs: cuts off who takes no answers either", () => {
    const clock = new Clock();
    const { transport, protocol } = serveGreeted({ transport: { clock }, timeouts: { idleTimeoutMs: 1_000 } });
    jest.spyOn(transport, "loseConnection").mockImplementation(() => undefined);
    protocol.pauseProducing();
    transport.deliver("NOOP\r\n");
    clock.advance(1_000);
    expect(transport.takeText()).toContain("421 4.4.2 ");
    expect(transport.aborted).toBeUndefined();
    transport.deliver("NOOP\r\n");
    clock.advance(1_000);
    expect(transport.aborted).toBeDefined();
    expect(clock.calls).toEqual([]);
  });

  it("sessionTimeoutMs: ends a connection that never rests", () => {
    const clock = new Clock();
    const { transport, say } = serveGreeted({ timeouts: { sessionTimeoutMs: 10_000 }, transport: { clock } });
    clock.advance(9_999);
    expect(say("NOOP\r\n")).toBe("250 2.0.0 OK\r\n");
    clock.advance(1);
    expect(transport.takeText()).toBe("421 4.4.2 The connection was open for too long\r\n");
  });

  it("greetingDelayMs: the application hears nothing of who doesn't wait", () => {
    const clock = new Clock();
    const sessions: string[] = [];
    const { transport } = serve({
      greetingDelayMs: 1_000,
      transport: { clock },
      session: ({ id }) => {
        sessions.push(id);
        return session();
      },
    });
    jest.spyOn(transport, "loseConnection").mockImplementation(() => undefined);
    transport.deliver("EHLO x\r\n");
    expect(transport.takeText()).toMatch(/^554 /);
    clock.advance(2_000);
    expect(sessions).toEqual([]);
  });

  it("errorDelayMs: lets who makes mistakes wait for the next command, and for nothing else", () => {
    const clock = new Clock();
    const { transport, say } = serveGreeted({
      transport: { clock },
      errorDelayMs: 1_000,
      session: () =>
        session({
          rcpt: () => {
            throw SMTPReplyError.of(550, "5.1.1", "No such user");
          },
        }),
    });
    expect(say(`NOOP\r\n${mail}${rcpt.repeat(2)}BOGUS\r\nNOOP\r\n`)).toMatch(
      /^250 [^\r]*\r\n250 [^\r]*\r\n550 [^\r]*\r\n$/,
    );
    clock.advance(999);
    expect(transport.takeText()).toBe("");
    clock.advance(1);
    expect(transport.takeText()).toMatch(/^550 [^\r]*\r\n$/);
    clock.advance(1_000);
    expect(transport.takeText()).toBe("500 5.5.1 No such command\r\n");
    clock.advance(1_000);
    expect(transport.takeText()).toBe("250 2.0.0 OK\r\n");
    say("BOGUS\r\n");
    transport.end();
    expect(clock.calls).toEqual([]);
    expect(() => serve({ errorDelayMs: -1 })).toThrow(RangeError);
  });

  it("greetingDelayMs: refuses who talks before the greeting, and greets who waits", () => {
    const clock = new Clock();
    const early = serve({ greetingDelayMs: 5_000, transport: { clock } });
    expect(early.say("EHLO spam.example\r\n")).toBe("554 5.5.1 The client has to wait for the greeting\r\n");
    expect(early.transport.disconnected).toBe(true);
    const patient = serve({ greetingDelayMs: 5_000, transport: { clock } });
    clock.advance(5_000);
    expect(patient.transport.takeText()).toBe("220 mail.example ESMTP ready\r\n");
  });
});

describe("the end of a client's words", () => {
  it("QUIT: is answered, and nothing more of the client is waited for", () => {
    const { say, transport } = serveGreeted();
    const lose = jest.spyOn(transport, "loseConnection");
    expect(say("QUIT\r\n")).toBe("221 2.0.0 Goodbye\r\n");
    expect(lose.mock.calls).toEqual([[{ peerIsDone: true }]]);
  });

  it("QUIT: where more has come behind it, that is dropped in good order", () => {
    const { say, transport } = serveGreeted();
    const lose = jest.spyOn(transport, "loseConnection");
    expect(say("QUIT\r\nNOOP\r\n")).toBe("221 2.0.0 Goodbye\r\n");
    expect(lose.mock.calls).toEqual([[undefined]]);
  });

  it("half-close: what has been said is answered before the connection is closed", async () => {
    const answer = new Deferred<undefined>();
    const { transport } = serveGreeted({
      session: () => ({
        mail: () => answer,
        rcpt: () => undefined,
        data: (message) => message.bytes().addCallback((): undefined => undefined),
        reset: () => undefined,
        end: () => undefined,
      }),
    });
    transport.deliver(`${envelopeLines}x\r\n.\r\nQUIT\r\n`);
    transport.deliverEnd();
    expect(transport.disconnected).toBe(false);
    answer.callback(undefined);
    await settle();
    expect(transport.takeText().match(/^\d\d\d/gm)).toEqual(["250", "250", "354", "250", "221"]);
    expect(transport.disconnected).toBe(true);
  });

  it("half-close: within a message it ends the connection, and the message is not delivered", () => {
    const { say, transport, delivery } = serveGreeted();
    say(`${envelopeLines}half a mess`);
    transport.deliverEnd();
    expect(transport.takeText()).toBe("");
    expect(transport.disconnected).toBe(true);
    transport.end();
    expect(delivery.messages).toEqual([]);
  });
});

describe("the end of a server", () => {
  it("says 421 to a client that is between two messages", () => {
    const { protocol, transport } = serveGreeted();
    protocol.finishConnection();
    expect(transport.takeText()).toBe("421 4.3.2 The server is shutting down\r\n");
    expect(transport.disconnected).toBe(true);
  });

  it("lets a message that is under way come to its end", () => {
    const { protocol, transport, say, delivery } = serveGreeted();
    say(`${envelopeLines}half`);
    protocol.finishConnection();
    expect(transport.takeText()).toBe("");
    expect(say(" and half\r\n.\r\n")).toBe("250 2.0.0 Message accepted\r\n421 4.3.2 The server is shutting down\r\n");
    expect(transport.disconnected).toBe(true);
    expect(delivery.messages).toHaveLength(1);
  });
});
