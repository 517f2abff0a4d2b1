import { describe, expect, it } from "@jest/globals";
import { everySplit } from "@twist/core/testing";
import { SESSION_STATES, type SessionState } from "../../src/commands/session-state.js";
import type { ServerSink } from "../../src/machine/server-sink.js";
import { COMMANDS, type SMTPCommand, type Verb } from "../../src/machine/session-transitions.js";
import { SMTPServerMachine } from "../../src/machine/smtp-server-machine.js";
import { SMTPReply } from "../../src/wire/reply.js";
import { DEFAULT_SMTP_LIMITS } from "../../src/wire/smtp-limits.js";

const ok = new SMTPReply(250, "OK");
const goAhead = new SMTPReply(354, "Start mail input; end with <CRLF>.<CRLF>");

/** A machine whose sink says yes to everything, at once, and notes what it is asked. */
class Bench implements ServerSink {
  readonly machine: SMTPServerMachine;
  log: string[] = [];
  answersAtOnce = true;

  constructor(dialect: "SMTP" | "LMTP" = "SMTP") {
    this.machine = new SMTPServerMachine(this, {
      dialect,
      limits: DEFAULT_SMTP_LIMITS,
      bareNewlines: "refuse",
      requiresTLS: false,
      requiresAuth: false,
    });
    this.machine.session.offered = new Set(["CHUNKING", "STARTTLS", "AUTH", "XCLIENT", "XFORWARD"]);
    this.machine.reply(new SMTPReply(220, "foo.com Simple Mail Transfer Service Ready"));
  }

  hear(...chunks: readonly (string | Buffer)[]): string {
    for (const chunk of chunks) this.machine.receive(Buffer.from(chunk));
    return this.machine.takeOutput();
  }

  take(): string[] {
    return this.log.splice(0);
  }

  commandReceived(command: SMTPCommand): void {
    this.log.push(command.verb);
    if (command.verb === "EHLO") this.machine.session.offered = new Set(["CHUNKING", "STARTTLS", "AUTH", "XFORWARD"]);
    if (this.answersAtOnce) this.machine.reply(replyTo(command.verb));
  }
  authResponseReceived(response: Buffer | undefined): void {
    this.log.push(`response ${String(response)}`);
    this.machine.reply(new SMTPReply(235, "OK"));
  }
  messageBegun(): void {
    this.log.push("begins");
  }
  messageData(content: Buffer): void {
    const last = this.log.at(-1) ?? "";
    if (last.startsWith("> ")) this.log[this.log.length - 1] = last + content.toString();
    else this.log.push(`> ${content.toString()}`);
  }
  messageFailed(error: { readonly code: string }): void {
    this.log.push(`fails ${error.code}`);
  }
  messageEnded(): void {
    this.log.push("ends");
    if (this.answersAtOnce) this.machine.reply(ok);
  }
  refused(verb: string, reply: SMTPReply): void {
    this.log.push(`refused ${verb} ${String(reply.code)}`);
  }
  pauseReading(): void {
    this.log.push("pause");
  }
  resumeReading(): void {
    this.log.push("resume");
  }
  turnEnded(): void {
    this.log.push("turn");
  }
  outputWaiting(): void {
    this.log.push("output");
  }
  tlsAgreed(leftover: Buffer): void {
    this.log.push(`tls ${String(leftover.length)}`);
  }
  connectionEnded(clientIsDone: boolean): void {
    this.log.push(clientIsDone ? "quits" : "closes");
  }
}

function replyTo(verb: Verb): SMTPReply {
  if (verb === "DATA") return goAhead;
  if (verb === "QUIT") return new SMTPReply(221, "foo.com Service closing transmission channel");
  return verb === "STARTTLS" ? new SMTPReply(220, "Go ahead") : ok;
}

describe("RFC 5321 appendix D on the machine alone", () => {
  it("D.1: a typical transaction, at every split", () => {
    const commands =
      "EHLO bar.com\r\nMAIL FROM:<Smith@bar.com>\r\nRCPT TO:<Jones@foo.com>\r\nRCPT TO:<Brown@foo.com>\r\n";
    everySplit(`${commands}DATA\r\nBlah blah blah...\r\n..etc. etc. etc.\r\n.\r\nQUIT\r\n`, (chunks) => {
      const bench = new Bench();
      const said = bench.hear(...chunks);
      expect(said.match(/^\d\d\d/gm)).toEqual(["220", "250", "250", "250", "250", "354", "250", "221"]);
      expect(bench.take().filter((entry) => !/^(pause|resume)$/.test(entry))).toEqual([
        ...["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "begins"],
        ...["> Blah blah blah...\r\n.etc. etc. etc.\r\n", "ends", "QUIT", "quits"],
      ]);
    });
  });

  it("D.2: an aborted transaction", () => {
    const bench = new Bench();
    bench.hear("EHLO bar.com\r\nMAIL FROM:<Smith@bar.com>\r\nRCPT TO:<Jones@foo.com>\r\nRSET\r\n");
    expect(bench.machine.session).toMatchObject({ state: "ready", recipients: 0 });
    expect(bench.hear("QUIT\r\n")).toMatch(/^221 /);
  });
});

describe("what may come when", () => {
  /** As the table in `session-transitions.ts` has it: the state that follows, or nothing where the command is out of order. */
  const table: Readonly<Record<string, Readonly<Partial<Record<SessionState, SessionState>>>>> = {
    "EHLO x": { hello: "ready", ready: "ready", mail: "ready", rcpt: "ready", bdat: "ready" },
    "HELO x": { hello: "ready", ready: "ready", mail: "ready", rcpt: "ready", bdat: "ready" },
    "MAIL FROM:<>": { ready: "mail" },
    "RCPT TO:<a@b.example>": { mail: "rcpt", rcpt: "rcpt" },
    "DATA\r\n.": { rcpt: "ready" },
    "BDAT 1\r\nx": { rcpt: "bdat", bdat: "bdat" },
    "BDAT 1 LAST\r\nx": { rcpt: "ready", bdat: "ready" },
    RSET: { hello: "hello", ready: "ready", mail: "ready", rcpt: "ready", bdat: "ready" },
    NOOP: { hello: "hello", ready: "ready", mail: "mail", rcpt: "rcpt", bdat: "bdat" },
    "VRFY a": { hello: "hello", ready: "ready", mail: "mail", rcpt: "rcpt", bdat: "bdat" },
    "EXPN a": { hello: "hello", ready: "ready", mail: "mail", rcpt: "rcpt", bdat: "bdat" },
    HELP: { hello: "hello", ready: "ready", mail: "mail", rcpt: "rcpt", bdat: "bdat" },
    "AUTH PLAIN": { ready: "ready" },
    STARTTLS: { ready: "hello" },
    "XFORWARD NAME=a": { ready: "ready" },
  };
  const wayTo: Readonly<Record<SessionState, string>> = {
    hello: "",
    ready: "EHLO x\r\n",
    mail: "EHLO x\r\nMAIL FROM:<>\r\n",
    rcpt: "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\n",
    bdat: "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nBDAT 0\r\n",
  };
  const rows = Object.entries(table).flatMap(([line, leads]) =>
    SESSION_STATES.map((state) => [line, state, leads[state]] as const),
  );

  it.each(rows)("%j in the state %s leads to %s", (line, state, next) => {
    const bench = new Bench();
    bench.hear(wayTo[state]);
    expect(bench.machine.session.state).toBe(state);
    const said = bench.hear(`${line}\r\n`);
    if (next === undefined) {
      expect(said).toMatch(/^5(03|54) /);
      expect(bench.machine.session.state).toBe(state);
    } else {
      expect(said).toMatch(/^[23]\d\d /);
      if (line === "STARTTLS") bench.machine.tlsStarted();
      expect(bench.machine.session.state).toBe(next);
    }
  });

  it("is said of every command", () => {
    const verbs = new Set(Object.keys(table).map((line) => line.split(/[ \r]/)[0]));
    // What these do depends on who says them: the server's own tests have them.
    for (const verb of COMMANDS.keys()) if (!["LHLO", "QUIT", "XCLIENT"].includes(verb)) expect(verbs).toContain(verb);
  });
});

describe("answers", () => {
  it("come in the order of the commands, however late", () => {
    const bench = new Bench();
    bench.hear("EHLO x\r\n");
    bench.answersAtOnce = false;
    expect(bench.hear("NOOP\r\nVRFY a\r\n")).toBe("");
    expect(bench.take().slice(1)).toEqual(["NOOP", "pause"]);
    expect(bench.machine.isAnswering).toBe(true);
    bench.machine.reply(ok);
    expect(bench.take()).toEqual(["VRFY", "resume"]);
    bench.machine.reply(new SMTPReply(252, "perhaps"));
    expect(bench.machine.takeOutput()).toBe("250 OK\r\n252 perhaps\r\n");
  });

  it("are refused where nothing was asked, and where there isn't one for each recipient", () => {
    const bench = new Bench("LMTP");
    expect(() => bench.machine.reply(ok)).toThrow(TypeError);
    bench.hear("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<c@b.example>\r\nDATA\r\n");
    bench.answersAtOnce = false;
    bench.hear(".\r\n");
    expect(() => bench.machine.replyEach([ok])).toThrow(TypeError);
  });

  it("wait in the machine while the output is full", () => {
    const bench = new Bench();
    bench.machine.hold();
    expect(bench.hear("EHLO x\r\nNOOP\r\n")).toBe("220 foo.com Simple Mail Transfer Service Ready\r\n");
    expect(bench.machine.isBusy).toBe(true);
    bench.machine.release();
    expect(bench.machine.takeOutput()).toBe("250 OK\r\n250 OK\r\n");
    expect(bench.machine.isBusy).toBe(false);
  });
});

describe("STARTTLS", () => {
  it("hands over what stands behind it, reads nothing until TLS is on, and forgets the client", () => {
    const bench = new Bench();
    bench.hear("EHLO x\r\n");
    bench.take();
    bench.hear("STARTTLS\r\nNOOP\r\n");
    expect(bench.take()).toEqual(["STARTTLS", "tls 6"]);
    expect(bench.hear("NOOP\r\n")).toBe("");
    bench.machine.tlsStarted();
    expect(bench.hear("NOOP\r\n")).toBe("250 OK\r\n");
    expect(bench.machine.session).toMatchObject({ state: "hello", secure: true, authenticated: false });
  });
});
