import { describe, expect, it } from "@jest/globals";
import { everySplit } from "@twist/core/testing";
import { InvalidTokenError } from "@twist/core/wire";
import { ClientCommand, type ClientVerb, type ReplyHandler } from "../../src/machine/client-command.js";
import { SMTPClientMachine, type SMTPClientSink } from "../../src/machine/smtp-client-machine.js";

/** A machine whose every word is noted. */
class Bench implements SMTPClientSink, ReplyHandler {
  readonly log: string[] = [];
  readonly machine = new SMTPClientMachine(this);
  /** What the last command is that a reply is waited for. */
  awaited: string | undefined;

  static greeted(keywords = "PIPELINING"): Bench {
    const bench = new Bench();
    bench.machine.expect(new ClientCommand("GREETING", undefined, bench));
    bench.hear("220 hi");
    bench.say("EHLO", "EHLO x");
    bench.hear(`250-x.example\r\n250 ${keywords}`);
    bench.log.length = 0;
    return bench;
  }

  say(verb: ClientVerb, line: string | undefined = verb): void {
    this.machine.push(new ClientCommand(verb, line, this));
  }
  hear(text: string): void {
    this.machine.receive(Buffer.from(`${text}\r\n`));
  }
  take(): string[] {
    return this.log.splice(0);
  }

  write(data: string | Buffer): void {
    this.log.push(`> ${String(data).replaceAll("\r\n", "|")}`);
  }
  awaiting(command: ClientCommand | undefined): void {
    this.awaited = command?.verb;
  }
  serverCloses(): void {
    this.log.push("closes");
  }
  protocolError(error: Error & { code?: string }): void {
    this.log.push(`error ${error.code ?? ""}`);
  }
  replied({ verb }: ClientCommand, reply: { code: number }): void {
    this.log.push(`${verb} ${String(reply.code)}`);
  }
  unanswered({ verb }: ClientCommand): void {
    this.log.push(`${verb} unanswered`);
  }
}

describe("SMTPClientMachine", () => {
  it("sends a group as one piece where the server offers PIPELINING", () => {
    const bench = Bench.greeted();
    bench.machine.pushAll([
      new ClientCommand("MAIL", "MAIL", bench),
      new ClientCommand("RCPT", "RCPT", bench),
      new ClientCommand("DATA", "DATA", bench),
      new ClientCommand("RSET", "RSET", bench),
    ]);
    expect(bench.take()).toEqual(["> MAIL|RCPT|DATA|"]);
  });

  it("sends one command at a time where it doesn't", () => {
    const bench = Bench.greeted("SIZE");
    for (const verb of ["MAIL", "RCPT", "RSET"] as const) bench.say(verb);
    expect(bench.take()).toEqual(["> MAIL|"]);
    bench.hear("250 ok");
    expect(bench.take()).toEqual(["MAIL 250", "> RCPT|"]);
    bench.hear("550 no");
    expect(bench.take()).toEqual(["RCPT 550", "> RSET|"]);
  });

  it.each(["EHLO", "NOOP", "VRFY", "EXPN", "HELP", "QUIT", "STARTTLS", "AUTH", "DATA", "OTHER"] as const)(
    "sends nothing behind %s before its reply",
    (verb) => {
      const bench = Bench.greeted();
      bench.say("RSET");
      bench.say(verb);
      bench.say("RSET");
      expect(bench.take()).toEqual(["> RSET|", `> ${verb}|`]);
    },
  );

  it("sends what waited behind a message once the message is complete, without waiting for the reply", () => {
    const bench = Bench.greeted();
    bench.say("DATA");
    bench.say("MAIL");
    bench.hear("354 go");
    expect(bench.take()).toEqual(["> DATA|", "DATA 354"]);
    bench.machine.messageSent([new ClientCommand("MESSAGE", undefined, bench)]);
    expect(bench.take()).toEqual(["> MAIL|"]);
    expect(bench.awaited).toBe("MESSAGE");
    bench.hear("250 ok\r\n250 ok");
    expect(bench.take()).toEqual(["MESSAGE 250", "MAIL 250"]);
    expect(bench.machine.idle).toBe(true);
  });

  it("gives each reply to the command that it belongs to, however they are cut", () => {
    everySplit("250-a\r\n250 b\r\n550 no\r\n354 go\r\n", (chunks, { trailing }) => {
      if (trailing) return;
      const bench = Bench.greeted();
      for (const verb of ["MAIL", "RCPT", "DATA"] as const) bench.say(verb);
      bench.take();
      for (const chunk of chunks) bench.machine.receive(chunk);
      expect(bench.take()).toEqual(["MAIL 250", "RCPT 550", "DATA 354"]);
    });
  });

  it("takes commands back that haven't been sent", () => {
    const bench = Bench.greeted("SIZE");
    for (const verb of ["MAIL", "RCPT", "DATA"] as const) bench.say(verb);
    expect(bench.machine.drop(({ verb }) => verb !== "MAIL")).toBe(2);
    bench.hear("250 ok");
    expect(bench.take()).toEqual(["> MAIL|", "MAIL 250"]);
  });

  it("forgets what was offered before TLS, and holds commands until it is there", () => {
    const bench = Bench.greeted();
    bench.say("STARTTLS");
    expect(bench.machine.suspend()).toHaveLength(0);
    bench.hear("220 go");
    bench.say("EHLO");
    expect(bench.take()).toEqual(["> STARTTLS|", "STARTTLS 220"]);
    bench.machine.resumeSecured();
    expect(bench.machine.extensions.pipelining).toBe(false);
    expect(bench.take()).toEqual(["> EHLO|"]);
  });

  it("tells everything that waits when it stops, in order", () => {
    const bench = Bench.greeted("SIZE");
    for (const verb of ["MAIL", "RCPT"] as const) bench.say(verb);
    bench.take();
    bench.machine.stop(new Error("over"));
    expect(bench.take()).toEqual(["MAIL unanswered", "RCPT unanswered"]);
    bench.hear("250 ok");
    expect(bench.take()).toEqual([]);
  });

  it.each([
    ["a reply to nothing", [], "250 what?", ["error UNEXPECTED_REPLY"]],
    ["a 3yz to what has no more to say", ["MAIL"], "334 more", ["error UNEXPECTED_REPLY"]],
    ["a yes to DATA before there is a message", ["DATA"], "250 thanks", ["error UNEXPECTED_REPLY"]],
    ["what is no reply", ["MAIL"], "hello", ["error BAD_REPLY"]],
    ["a 421 to a command", ["MAIL"], "421 bye", ["MAIL 421", "closes"]],
    ["a 421 to nothing", [], "421 bye", ["closes"]],
  ] as [string, ClientVerb[], string, string[]][])("ends the dialogue on %s", (_, verbs, reply, expected) => {
    const bench = Bench.greeted();
    for (const verb of verbs) bench.say(verb);
    bench.take();
    bench.hear(reply);
    expect(bench.take()).toEqual(expected);
  });

  it("refuses a line that would be two", () => {
    const bench = Bench.greeted();
    expect(() => bench.say("MAIL", "MAIL FROM:<>\r\nRCPT TO:<x>")).toThrow(InvalidTokenError);
    const group = [new ClientCommand("MAIL", "ok", bench), new ClientCommand("RCPT", "a\nb", bench)];
    expect(() => bench.machine.pushAll(group)).toThrow(InvalidTokenError);
    expect(() => bench.machine.answer("a\rb")).toThrow(InvalidTokenError);
    expect(bench.take()).toEqual([]);
  });

  it("reads a hundred thousand replies in one chunk, without recursion", () => {
    const bench = Bench.greeted();
    const count = 100_000;
    for (let i = 0; i < count; i++) bench.say("RSET");
    bench.take();
    bench.machine.receive(Buffer.from("250 ok\r\n".repeat(count)));
    expect(bench.take()).toHaveLength(count);
    expect(bench.machine.idle).toBe(true);
  });
});
