import { describe, expect, it } from "@jest/globals";
import { Portal, InMemoryChecker } from "@twist/core/cred";
import { type LogEvent, logPublisher } from "@twist/core";
import { Clock, everySplit } from "@twist/core/testing";
import { envelopeLines, secure, serve, serveGreeted, settle } from "./served-connection.js";

/** Says the envelope, then `content` in these chunks. @returns what was answered to the content, and the server. */
function send(chunks: readonly Buffer[], options: Parameters<typeof serve>[0] = {}) {
  const served = serveGreeted(options);
  served.say(envelopeLines);
  let answer = "";
  for (const chunk of chunks) answer += served.say(chunk);
  return { ...served, answer };
}

describe("SMTP smuggling (CVE-2023-51764, -51765, -51766, CVE-2024-27305)", () => {
  const notTheEnd = [
    "\n.\n",
    "\n.\r\n",
    "\r\n.\n",
    "\r.\r",
    "\r\n.\r",
    "\r.\r\n",
    "\n\n.\r\n",
    "\r.\n",
    "\r\r\n.\r\r\n",
  ];
  const withNUL = ["\r\n\0.\r\n", "\r\n.\0\r\n", "\0\n.\r\n", "\r\0\n.\r\n", "\r\n.\r\0\n"];

  for (const sequence of [...notTheEnd, ...withNUL]) {
    it(`takes no ${JSON.stringify(sequence)} for the end of a message, wherever it is cut`, () => {
      const smuggled = "MAIL FROM:<admin@mail.example>\r\nRCPT TO:<c@mail.example>\r\nDATA\r\nowned";
      everySplit(`hello${sequence}${smuggled}\r\n.\r\n`, (chunks) => {
        const { answer, delivery } = send(chunks, { bareNewlines: "allow" });
        expect(answer).toBe("250 2.0.0 Message accepted\r\n");
        expect(delivery.messages.map(({ content }) => content.includes("owned"))).toEqual([true]);
      });
    });
  }

  for (const sequence of notTheEnd) {
    it(`refuses a message that holds ${JSON.stringify(sequence)}, at its real end and not before`, () => {
      everySplit(`hello${sequence}x\r\n.\r\n`, (chunks) => {
        const { answer, delivery } = send(chunks);
        expect(answer).toBe("550 5.6.11 The message has a CR or LF that is not part of a CRLF\r\n");
        expect(delivery.messages).toEqual([]);
      });
    });
  }

  it("mends bare line ends where that is asked for, and unstuffs no dots that follow them", () => {
    everySplit("a\nb\rc\r\n..d\n.e\r\r\nf\n.\r\ng\r\n.\r\n", (chunks) => {
      const { delivery } = send(chunks, { bareNewlines: "normalize" });
      expect(delivery.messages[0]?.content.toString()).toBe("a\r\nb\r\nc\r\n.d\r\n.e\r\n\r\nf\r\n.\r\ng\r\n");
    });
  });

  it("closes the connection at a command that ends in a bare LF", () => {
    const { say, transport } = serveGreeted();
    expect(say("NOOP\nMAIL FROM:<a@b.example>\r\n")).toBe("521 5.5.2 Lines end in CRLF\r\n");
    expect(transport.disconnected).toBe(true);
  });
});

const tls = { certificate: { key: "", cert: "" } };

describe("the STARTTLS injection (CVE-2011-0411, CVE-2021-33515, CVE-2021-38084)", () => {
  it("aborts the connection where commands stand behind STARTTLS in the same segment", () => {
    const { say, transport, delivery } = serveGreeted({ tls });
    expect(say(`STARTTLS\r\nRSET\r\n${envelopeLines}x\r\n.\r\n`)).toBe("220 2.0.0 Ready for TLS\r\n");
    expect(transport.aborted).toBeDefined();
    expect(delivery.messages).toEqual([]);
  });

  it("runs none of ten thousand lines behind STARTTLS", () => {
    const { say, transport } = serveGreeted({ tls });
    expect(say(`STARTTLS\r\n${"NOOP\r\n".repeat(10_000)}`)).toBe("220 2.0.0 Ready for TLS\r\n");
    expect(transport.aborted).toBeDefined();
  });

  it("runs nothing that comes in clear behind the 220, in a segment of its own", () => {
    const { say, transport, delivery } = serveGreeted({ tls });
    expect(say("STARTTLS\r\n")).toBe("220 2.0.0 Ready for TLS\r\n");
    expect(say(`EHLO x\r\n${envelopeLines}owned\r\n.\r\n`)).toBe("");
    transport.completeTLS(secure);
    expect(say("NOOP\r\n")).toBe("250 2.0.0 OK\r\n");
    expect(delivery.messages).toEqual([]);
  });

  it("forgets EHLO, the sender and the login with the handshake", () => {
    const { say, transport } = serveGreeted({ tls });
    expect(say("STARTTLS\r\n")).toBe("220 2.0.0 Ready for TLS\r\n");
    expect(transport.tlsStarted).toHaveLength(1);
    transport.completeTLS(secure);
    expect(say("MAIL FROM:<a@b.example>\r\n")).toBe("503 5.5.1 Say EHLO first\r\n");
    expect(say("EHLO client.example\r\n")).not.toContain("STARTTLS");
    expect(say("STARTTLS\r\n")).toBe("503 5.5.1 TLS is on\r\n");
    expect(say("MAIL FROM:<a@b.example>\r\n")).toBe("250 2.1.0 OK\r\n");
  });

  it("offers ALPN's smtp only, which no browser has", () => {
    const { say, transport } = serveGreeted({ tls });
    say("STARTTLS\r\n");
    expect(transport.tlsStarted[0]).toMatchObject({ role: "server", alpnProtocols: ["smtp"] });
  });

  it("refuses mail in clear where encryption is required", () => {
    const { say } = serveGreeted({ tls, encryption: "required" });
    expect(say("MAIL FROM:<a@b.example>\r\n")).toBe("530 5.7.0 Say STARTTLS first\r\n");
  });
});

describe("recursion on pipelined commands", () => {
  it("answers a million NOOPs in one chunk without overflowing the stack, and lets the loop have its turns", () => {
    const clock = new Clock();
    const { transport } = serveGreeted({ transport: { clock }, limits: { maxJunkCommands: Infinity } });
    transport.deliver("NOOP\r\n".repeat(1_000_000));
    let answers = transport.takeText().length;
    expect(answers).toBeLessThan(100_000);
    expect(transport.readingPaused).toBe(true);
    for (let turn = 0; turn < 2_000 && transport.readingPaused; turn += 1) {
      clock.advance(0);
      answers += transport.takeText().length;
    }
    expect(answers).toBe("250 2.0.0 OK\r\n".length * 1_000_000);
    expect(transport.readingPaused).toBe(false);
  });
});

describe("work that grows faster than its input", () => {
  it("is done for no line that never ends, however small its pieces", () => {
    const { transport } = serveGreeted();
    for (let byte = 0; byte < 300_000; byte += 1) transport.deliver("x");
    expect(transport.takeText()).toBe("500 5.5.2 The line is too long\r\n");
    transport.deliver("\r\nNOOP\r\n");
    expect(transport.takeText()).toBe("250 2.0.0 OK\r\n");
  }, 10_000);

  it("is done for no message that comes byte by byte, nor for one of the shortest lines that there are", () => {
    const { say, transport, delivery } = serveGreeted();
    say(envelopeLines);
    for (let line = 0; line < 50_000; line += 1) for (const byte of ["x", "\r", "\n"]) transport.deliver(byte);
    transport.deliver("x\r\n".repeat(1_000_000));
    transport.deliver(".\r\n");
    expect(transport.takeText()).toBe("250 2.0.0 Message accepted\r\n");
    expect(delivery.messages[0]?.content).toHaveLength(3 * 1_050_000);
  }, 10_000);

  it("is done for no address, however it is nested and quoted", () => {
    const { say } = serveGreeted({ limits: { maxErrors: Infinity, maxCommandLineBytes: 1_000_000 } });
    for (const piece of ['"', "\\", "@", "<", ".", "a.", '"\\', "[", "(", "@a,", " x", "="]) {
      for (const verb of ["MAIL FROM:<", "MAIL FROM:<a@b.example> "]) {
        expect(say(`${verb}${piece.repeat(300_000)}\r\n`)).toMatch(/^5\d\d /);
      }
    }
  }, 10_000);
});

describe("cross-protocol attacks (ALPACA, CVE-2021-3618)", () => {
  for (const line of [
    "POST / HTTP/1.1",
    "GET / HTTP/1.0",
    "Host: mail.example",
    "PRI * HTTP/2.0",
    "connect a:25 HTTP/1.1",
  ]) {
    it(`closes the connection at ${line}`, () => {
      const { say, transport } = serve();
      transport.takeText();
      expect(say(`${line}\r\nEHLO x\r\n`)).toBe("421 4.7.0 This is no HTTP server\r\n");
      expect(transport.disconnected).toBe(true);
    });
  }
});

describe("abuses of AUTH (CVE-2025-59028, CVE-2026-27856)", () => {
  const portal = () =>
    new Portal({ requestAvatar: () => ({ avatar: "alice" }) }, [new InMemoryChecker({ alice: "secret" })], {
      throttle: false,
    });
  const withTLS = { transport: { secure } };
  const plain = (text: string) => Buffer.from(text).toString("base64");

  it("offers and takes no AUTH where somebody can listen", () => {
    const { say } = serve({ portal: portal() });
    expect(say("EHLO client.example\r\n")).not.toContain("AUTH");
    expect(say(`AUTH PLAIN ${plain("\0alice\0secret")}\r\n`)).toBe("538 5.7.11 Logging in needs TLS here\r\n");
  });

  it("logs in, once", async () => {
    const { say, transport } = serveGreeted({ portal: portal(), ...withTLS });
    say(`AUTH PLAIN ${plain("\0alice\0secret")}\r\n`);
    await settleLogin();
    expect(transport.takeText()).toBe("235 2.7.0 Welcome\r\n");
    expect(say("AUTH PLAIN\r\n")).toBe("503 5.5.1 You are logged in\r\n");
  });

  it("refuses mail from who isn't logged in, where that is required", () => {
    const { say } = serveGreeted({ portal: portal(), authentication: "required", ...withTLS });
    expect(say("MAIL FROM:<a@b.example>\r\n")).toBe("530 5.7.0 Log in first\r\n");
  });

  it("refuses bad base64, ten kilobytes of it, and lines over the limit", async () => {
    const { say, transport } = serveGreeted({ portal: portal(), ...withTLS });
    expect(say(`AUTH PLAIN ${"!".repeat(10_240)}\r\n`)).toMatch(/^501 5\.5\.2 /);
    expect(say(`AUTH PLAIN ${"A".repeat(20_000)}\r\n`)).toMatch(/^500 5\.5\.2 /);
    say("AUTH PLAIN\r\n");
    await settleLogin();
    expect(transport.takeText()).toBe("334 \r\n");
    expect(say(`${"A".repeat(20_000)}\r\n`)).toMatch(/^500 5\.5\.6 /);
    expect(say("NOOP\r\n")).toBe("250 2.0.0 OK\r\n");
  });

  it("lets the client give up with *", async () => {
    const { say, transport } = serveGreeted({ portal: portal(), ...withTLS });
    say("AUTH LOGIN\r\n");
    await settleLogin();
    transport.takeText();
    expect(say("*\r\n")).toBe("501 5.7.0 The login was given up\r\n");
  });

  it("answers failed logins later and later, and closes after the third", async () => {
    const clock = new Clock();
    const { transport, say } = serveGreeted({ portal: portal(), transport: { secure, clock } });
    for (const [delayMs, answer] of [
      [1_000, "535 5.7.8 The login was refused\r\n"],
      [2_000, "535 5.7.8 The login was refused\r\n"],
      [4_000, "421 4.7.0 Too many logins have failed\r\n"],
    ] as const) {
      say(`AUTH PLAIN ${plain("\0alice\0wrong")}\r\n`);
      await settleLogin();
      clock.advance(delayMs - 1);
      expect(transport.takeText()).toBe("");
      clock.advance(1);
      expect(transport.takeText()).toBe(answer);
    }
    expect(transport.disconnected).toBe(true);
  });

  it("writes no secret into the log", async () => {
    const events: LogEvent[] = [];
    const stop = logPublisher.addObserver((event) => events.push(event));
    const clock = new Clock();
    const { transport, say } = serveGreeted({ portal: portal(), transport: { secure, clock } });
    for (const secret of ["\0alice\0hunter2", "\0alice\0secret"]) {
      say(`AUTH PLAIN ${plain(secret)}\r\n`);
      await settleLogin();
      clock.advance(10_000);
    }
    expect(transport.takeText()).toContain("235");
    say(`AUTH PLAIN ${plain("\0alice\0hunter3")} x\r\n${plain("hunter4")}\r\n`);
    stop();
    const log = JSON.stringify(events);
    expect(events.length).toBeGreaterThan(1);
    for (const secret of [
      "hunter2",
      "secret",
      plain("\0alice\0hunter2"),
      plain("\0alice\0hunter3"),
      plain("hunter4"),
    ]) {
      expect(log).not.toContain(secret);
    }
  });
});

/** Lets a login go on that hashes a password, or does not. */
async function settleLogin(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await settle();
    await new Promise((resolve) => process.nextTick(resolve));
  }
}
