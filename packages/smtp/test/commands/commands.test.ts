import { describe, expect, it } from "@jest/globals";
import { TwistError } from "@twist/core";
import fc from "fast-check";
import { mail } from "../../src/commands/mail.js";
import { rcpt } from "../../src/commands/rcpt.js";
import { SESSION_STATES } from "../../src/commands/session-state.js";
import { COMMANDS, SESSION_TRANSITIONS, type SMTPCommand } from "../../src/machine/session-transitions.js";
import { Mailbox } from "../../src/wire/mailbox.js";
import { SMTPError } from "../../src/wire/smtp-error.js";

const box = Mailbox.parse("a.b@example.com");
const commands: readonly SMTPCommand[] = [
  { verb: "EHLO", name: "client.example" },
  { verb: "HELO", name: "[192.0.2.1]" },
  { verb: "LHLO", name: "[IPv6:2001:db8::1]" },
  { verb: "MAIL", sender: null, parameters: {} },
  {
    verb: "MAIL",
    sender: box,
    parameters: { size: 12, body: "8BITMIME", smtpUTF8: true, ret: "HDRS", envelopeId: "QQ 314+=", submitter: box },
  },
  { verb: "MAIL", sender: box, parameters: { submitter: null, other: new Map([["X-Y", undefined]]) } },
  { verb: "RCPT", recipient: box, parameters: {} },
  {
    verb: "RCPT",
    recipient: box,
    parameters: { notify: ["SUCCESS", "DELAY"], originalRecipient: { type: "rfc822", address: "Bob+x@e.example" } },
  },
  { verb: "DATA" },
  { verb: "BDAT", size: 0, last: true },
  { verb: "BDAT", size: 86, last: false },
  { verb: "RSET" },
  { verb: "NOOP", text: "" },
  { verb: "QUIT" },
  { verb: "VRFY", user: "Crispin" },
  { verb: "EXPN", list: "Example-People" },
  { verb: "HELP", topic: "MAIL" },
  { verb: "STARTTLS" },
  { verb: "AUTH", mechanism: "SCRAM-SHA-256", initialResponse: undefined },
  { verb: "AUTH", mechanism: "EXTERNAL", initialResponse: Buffer.alloc(0) },
  { verb: "AUTH", mechanism: "PLAIN", initialResponse: Buffer.from("\0a\0b") },
  {
    verb: "XCLIENT",
    attributes: new Map([
      ["ADDR", "IPV6:2001:db8::1"],
      ["NAME", undefined],
      ["HELO", "a b"],
    ]),
  },
  { verb: "XFORWARD", attributes: new Map([["SOURCE", "REMOTE"]]) },
];

describe("each command", () => {
  it.each(commands)("comes back from the wire as what it was: $verb", (value) => {
    const command = COMMANDS.get(value.verb);
    const line = (command?.format as (given: SMTPCommand) => string)(value);
    expect(line.startsWith(value.verb)).toBe(true);
    const again = command?.parse(line.slice(value.verb.length + 1));
    expect(JSON.stringify(plain(again))).toBe(JSON.stringify(plain(value)));
  });

  it("leads only to states that there are", () => {
    for (const transitions of Object.values(SESSION_TRANSITIONS)) {
      for (const [from, to] of Object.entries(transitions)) {
        expect(SESSION_STATES).toContain(from);
        expect(SESSION_STATES).toContain(to);
      }
    }
    expect(Object.keys(SESSION_TRANSITIONS)).toHaveLength(COMMANDS.size);
  });

  it("throws nothing but an SMTPError, whatever its argument", () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS.values()), fc.string({ unit: "binary" }), (command, argument) => {
        try {
          command.parse(argument);
        } catch (error) {
          expect(error).toBeInstanceOf(SMTPError);
        }
      }),
      { numRuns: 500 },
    );
  });

  // CRLF injection: GHSA-c7w3-x93f-qmm8, CPython bpo-43124.
  it("writes no line end, whatever its values hold", () => {
    const evil = fc.constantFrom("x\r\nDATA", "x\ny", "\r", "a\0b", "x y\r\n");
    fc.assert(
      fc.property(evil, (text) => {
        const tries: (() => string)[] = [
          () => mail.format({ sender: box, parameters: { envelopeId: text } }),
          () => mail.format({ sender: box, parameters: { other: new Map([["X", text]]) } }),
          () => mail.format({ sender: box, parameters: { body: text as "7BIT" } }),
          () => mail.format({ sender: box, parameters: { ret: text as "FULL" } }),
          () => mail.format({ sender: box, parameters: { size: text as unknown as number } }),
          () => rcpt.format({ recipient: box, parameters: { notify: [text as "NEVER"] } }),
          () => rcpt.format({ recipient: box, parameters: { originalRecipient: { type: text, address: "a" } } }),
          () => rcpt.format({ recipient: box, parameters: { originalRecipient: { type: "utf-8", address: text } } }),
          ...["EHLO", "NOOP", "VRFY", "EXPN", "HELP", "AUTH", "XCLIENT", "BDAT"].map((verb) => () => {
            const value = {
              name: text,
              text,
              user: text,
              list: text,
              topic: text,
              mechanism: text,
              attributes: new Map([["NAME", text]]),
              size: text,
            };
            return (COMMANDS.get(verb)?.format as (given: object) => string)(value);
          }),
        ];
        for (const attempt of tries) expect(attempt).toThrow(TwistError);
      }),
    );
  });
});

describe("MAIL and RCPT", () => {
  it("read what many clients send: small letters, and a space behind the colon", () => {
    expect(String(mail.parse("from: <a@b.example> size=5").sender)).toBe("a@b.example");
    expect(mail.parse("from:<a@b.example>  size=5 ").parameters.size).toBe(5);
  });

  it.each([
    "FROM:a@b.example",
    "FROM <a@b.example>",
    "TO:<a@b.example>",
    "FROM:<a@b.example>SIZE=1",
    "FROM:<a@b.example> SIZE=x",
    "FROM:<a@b.example> BODY=9BIT",
    "FROM:<a@b.example> SMTPUTF8=1",
    "FROM:<a@b.example> RET=ALL",
    "FROM:<a@b.example> ENVID=a+0Ab",
    "FROM:<é@b.example>",
  ])("refuse %j", (argument) => {
    expect(() => mail.parse(argument)).toThrow(SMTPError);
  });

  it.each(["NEVER,SUCCESS", "", "SUCCESS,SUCCESS", "OFTEN"])("refuse NOTIFY=%j", (value) => {
    expect(() => rcpt.parse(`TO:<a@b.example> NOTIFY=${value}`)).toThrow(SMTPError);
  });
});

/** Maps and mailboxes as JSON can show them. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...(value as Map<string, unknown>)].map(([key, one]) => [key, one ?? null]);
  if (value instanceof Mailbox || Buffer.isBuffer(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, plain(one)]),
  );
}
