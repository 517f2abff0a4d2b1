import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import type { MailEnvelope } from "../../src/client/mail-envelope.js";
import type { Message } from "../../src/client/message-source.js";
import type { SMTPClient, SendOptions } from "../../src/client/smtp-client.js";
import type { Conversation } from "./dialogue.js";
import { dialogue, dialogueAtEverySplit } from "./dialogue.js";

/** Says hello, sends one mail, and goodbye. */
function sends(
  envelope: MailEnvelope,
  message: Message | (() => Message),
  options?: SendOptions,
): Conversation<unknown> {
  return async (client: SMTPClient) => {
    await client.greeting;
    await client.hello("relay.example");
    const sent = client.send(envelope, typeof message === "function" ? message() : message, options);
    await sent.catch(() => undefined);
    await client.quit();
    return sent;
  };
}

function server(...keywords: string[]): string {
  const lines = ["mail.example", ...keywords];
  const last = lines.pop() ?? "";
  return `
    S: 220 mail.example ready
    C: EHLO relay.example
    ${lines.map((line) => `S: 250-${line}`).join("\n    ")}
    S: 250 ${last}`;
}

const goodbye = `
    C: QUIT
    S: 221 bye
    C! close`;

describe("SIZE (RFC 1870)", () => {
  it("declares the size", async () => {
    const transcript = `${server("SIZE 1000000")}
    C: MAIL FROM:<ned@thor.innosoft.com> SIZE=7
    S: 250 Address Ok.
    C: RCPT TO:<ned@innosoft.com>
    S: 250 ned@innosoft.com OK; can accommodate 500000 byte message
    C: DATA
    S: 354 Send message, ending in CRLF.CRLF.
    C: hello
    C: .
    S: 250 Some recipients OK
    ${goodbye}`;
    await dialogue(transcript, sends({ from: "ned@thor.innosoft.com", to: "ned@innosoft.com" }, "hello\r\n"));
  });

  it("sends nothing of a message that is larger than the server takes", async () => {
    const sent = dialogue(`${server("SIZE 6")}${goodbye}`, sends({ from: "", to: "b@x.example" }, "hello\r\n"));
    await expect(sent).rejects.toMatchObject({ code: "MESSAGE_TOO_LARGE", permanent: true });
  });

  it("passes on a refusal of the size with its codes", async () => {
    const transcript = `${server("SIZE")}
    C: MAIL FROM:<a@x.example> SIZE=7
    S: 552 5.3.4 message size exceeds limit
    ${goodbye}`;
    const sent = dialogue(transcript, sends({ from: "a@x.example", to: "b@x.example" }, "hello\r\n"));
    await expect(sent).rejects.toMatchObject({
      code: "SENDER_REFUSED",
      command: "MAIL",
      permanent: true,
      reply: { code: 552, enhancedCode: "5.3.4" },
    });
  });
});

describe("8BITMIME (RFC 6152)", () => {
  const eightBit = `${server("8BITMIME")}
    C: MAIL FROM:<ned@ymir.claremont.edu> BODY=8BITMIME
    S: 250 <ned@ymir.claremont.edu>... Sender and 8BITMIME ok
    C: RCPT TO:<mrose@dbc.mtview.ca.us>
    S: 250 <mrose@dbc.mtview.ca.us>... Recipient ok
    C: DATA
    S: 354 Send 8BITMIME message, ending in CRLF.CRLF.
    C: gr\\xc3\\xbc\\xc3\\x9fe
    C: .
    S: 250 OK
    ${goodbye}`;
  const envelope = { from: "ned@ymir.claremont.edu", to: "mrose@dbc.mtview.ca.us" };

  it("says so of a message with bytes outside ASCII", () => dialogue(eightBit, sends(envelope, "grüße\r\n")));

  it("says so of a stream, which may have them", () =>
    dialogueAtEverySplit(
      eightBit,
      sends(envelope, () => Readable.from(["grü", "ße\r", "\n"])),
    ));

  it("says nothing of a message in ASCII", () =>
    dialogue(
      eightBit.replace(" BODY=8BITMIME", "").replace("gr\\xc3\\xbc\\xc3\\x9fe", "hi"),
      sends(envelope, "hi\r\n"),
    ));

  it("fails where it is asked for and not offered", async () => {
    const sent = dialogue(`${server("HELP")}${goodbye}`, sends({ ...envelope, body: "8BITMIME" }, "x\r\n"));
    await expect(sent).rejects.toMatchObject({ code: "EXTENSION_MISSING", permanent: true });
  });
});

describe("SMTPUTF8 (RFC 6531)", () => {
  it("is said where an address is outside ASCII", () =>
    dialogue(
      `${server("SMTPUTF8", "8BITMIME")}
    C: MAIL FROM:<jörg@x.example> SMTPUTF8
    S: 250 ok
    C: RCPT TO:<用户@例え.example>
    S: 250 ok
    C: DATA
    S: 354 go
    C: hi
    C: .
    S: 250 ok
    ${goodbye}`,
      sends({ from: "jörg@x.example", to: "用户@例え.example" }, "hi\r\n"),
    ));

  it("fails clearly where it isn't offered", async () => {
    const sent = dialogue(
      `${server("8BITMIME")}${goodbye}`,
      sends({ from: "jörg@x.example", to: "b@x.example" }, "hi\r\n"),
    );
    await expect(sent).rejects.toMatchObject({
      code: "EXTENSION_MISSING",
      message: expect.stringContaining("SMTPUTF8"),
    });
  });

  it("isn't needed for a domain, which IDNA writes in ASCII", () =>
    dialogue(
      `${server("8BITMIME")}
    C: MAIL FROM:<a@x.example>
    S: 250 ok
    C: RCPT TO:<b@xn--bcher-kva.example>
    S: 250 ok
    C: DATA
    S: 354 go
    C: hi
    C: .
    S: 250 ok
    ${goodbye}`,
      sends({ from: "a@x.example", to: "b@bücher.example" }, "hi\r\n"),
    ));
});

describe("DSN (RFC 3461)", () => {
  it("holds the RFC's example §10.1", () =>
    dialogue(
      `${server("DSN")}
    C: MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159
    S: 250 <Alice@Example.ORG> sender ok
    C: RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM
    S: 250 <Bob@Example.COM> recipient ok
    C: RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU
    S: 250 <Dana@Ivory.EDU> recipient ok
    C: DATA
    S: 354 okay, send message
    C: (message goes here)
    C: .
    S: 250 message accepted
    ${goodbye}`,
      sends(
        {
          from: "Alice@Example.ORG",
          dsn: { ret: "HDRS", envelopeId: "QQ314159" },
          to: [
            { address: "Bob@Example.COM", notify: ["SUCCESS"], originalRecipient: "Bob@Example.COM" },
            { address: "Dana@Ivory.EDU", notify: ["SUCCESS", "FAILURE"], originalRecipient: "Dana@Ivory.EDU" },
          ],
        },
        "(message goes here)\r\n",
      ),
    ));

  const plain = `${server("HELP")}
    C: MAIL FROM:<a@x.example>
    S: 250 ok
    C: RCPT TO:<b@x.example>
    S: 250 ok
    C: DATA
    S: 354 go
    C: hi
    C: .
    S: 250 ok
    ${goodbye}`;
  const wanted: MailEnvelope = { from: "a@x.example", to: "b@x.example", dsn: { ret: "FULL", notify: ["NEVER"] } };

  it("is left out where it isn't offered, if that will do", () =>
    dialogue(plain, sends({ ...wanted, dsn: { ...wanted.dsn, ifOffered: true } }, "hi\r\n")));

  it("fails where it isn't offered otherwise", async () => {
    const sent = dialogue(`${server("HELP")}${goodbye}`, sends(wanted, "hi\r\n"));
    await expect(sent).rejects.toMatchObject({ code: "EXTENSION_MISSING" });
  });
});

describe("REQUIRETLS (RFC 8689)", () => {
  it("isn't asked for in clear", async () => {
    const sent = dialogue(
      `${server("REQUIRETLS")}${goodbye}`,
      sends({ from: "", to: "b@x.example", requireTLS: true }, "hi"),
    );
    await expect(sent).rejects.toMatchObject({ code: "TLS_REQUIRED" });
  });
});

describe("CHUNKING and BINARYMIME (RFC 3030)", () => {
  it("sends lines in one chunk, with no dot doubled", () =>
    dialogueAtEverySplit(
      `${server("CHUNKING")}
    C: MAIL FROM:<Sam@Random.com>
    S: 250 <Sam@Random.com>... Sender ok
    C: RCPT TO:<Susan@Random.com>
    S: 250 <Susan@random.com>... Recipient ok
    C: BDAT 10 LAST
    C: .hello
    C: .
    S: 250 Message OK, 10 octets received
    ${goodbye}`.replace(/10/g, "11"),
      sends({ from: "Sam@Random.com", to: "Susan@Random.com" }, ".hello\n.\n", { chunking: true }),
    ));

  it("sends any bytes as they are with BINARYMIME", () =>
    dialogue(
      `${server("PIPELINING", "CHUNKING", "BINARYMIME")}
    C: MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME
    C: RCPT TO:<gvaudre@cnri.reston.va.us>
    S: 250 <ned@ymir.claremont.edu>... Sender and BINARYMIME ok
    S: 250 <gvaudre@cnri.reston.va.us>... Recipient ok
    C: BDAT 6 LAST
    C: \\n\\r.\\0\\xff\\n\\
    S: 250 ok
    ${goodbye}`,
      sends(
        { from: "ned@ymir.claremont.edu", to: "gvaudre@cnri.reston.va.us", body: "BINARYMIME" },
        Buffer.from("\n\r.\0\xff\n", "latin1"),
      ),
    ));

  it("sends a stream in several chunks, no more than the server has answered and four", async () => {
    const size = 65_536;
    const line = "x".repeat(size - 2);
    const chunks = Array.from({ length: 6 }, () => `${line}\r\n`);
    const bdat = `C: BDAT ${String(size)}\n    C: ${line}\n`;
    await dialogue(
      `${server("PIPELINING", "CHUNKING")}
    C: MAIL FROM:<>
    C: RCPT TO:<b@x.example>
    S: 250 ok
    S: 250 ok
    ${bdat.repeat(4)}
    S: 250 ok
    ${bdat}
    S: 250 ok
    ${bdat}
    S: 250 ok
    C: BDAT 0 LAST
    S: 250 ok
    S: 250 ok
    S: 250 ok
    S: 250 ok queued as ABC
    ${goodbye}`,
      sends({ from: "", to: "b@x.example" }, () => Readable.from(chunks), { chunking: true }),
    );
  });

  it("stops, and resets the mail, where a chunk is refused", async () => {
    const transcript = `${server("CHUNKING")}
    C: MAIL FROM:<>
    S: 250 ok
    C: RCPT TO:<b@x.example>
    S: 250 ok
    C: BDAT 65536
    C: ${"x".repeat(65_534)}
    S: 552 5.3.4 too much
    C: RSET
    S: 250 ok
    ${goodbye}`;
    const chunks = Array.from({ length: 6 }, () => `${"x".repeat(65_534)}\r\n`);
    const sent = dialogue(
      transcript,
      sends({ from: "", to: "b@x.example" }, () => Readable.from(chunks), { chunking: true }),
    );
    await expect(sent).rejects.toMatchObject({ code: "MESSAGE_REFUSED", command: "BDAT", permanent: true });
  });
});

describe("two mails at once", () => {
  it.each([
    ["DATA", "C: DATA\n    S: 250 ok\n    S: 250 ok\n    S: 354 go", "C: one\n    C: .", "C: two\n    C: ."],
    ["BDAT", "S: 250 ok\n    S: 250 ok", "C: BDAT 5 LAST\n    C: one", "C: BDAT 5 LAST\n    C: two"],
  ])(
    "keeps their commands apart with %s, and sends the second envelope with the first message",
    async (how, go, one, two) => {
      const transcript = `${server("PIPELINING", "CHUNKING")}
    C: MAIL FROM:<>
    C: RCPT TO:<one@x.example>
    ${go}
    ${one}
    C: MAIL FROM:<>
    C: RCPT TO:<two@x.example>
    ${go.replace("S:", "S: 250 first\n    S:")}
    ${two}
    C: QUIT
    S: 250 second
    S: 221 bye
    C! close`;
      await dialogueAtEverySplit(transcript, async (client) => {
        await client.greeting;
        await client.hello("relay.example");
        const options = { chunking: how === "BDAT" };
        const sent = [
          client.send({ from: "", to: "one@x.example" }, "one\r\n", options),
          client.send({ from: "", to: "two@x.example" }, "two\r\n", options),
        ];
        void client.quit();
        expect((await Promise.all(sent)).map(({ reply }) => reply.text)).toEqual(["first", "second"]);
      });
    },
  );
});

describe("LMTP (RFC 2033)", () => {
  it("holds the RFC's example: a reply for each recipient that was accepted", async () => {
    const transcript = `
    S: 220 foo.edu LMTP server ready
    C: LHLO relay.example
    S: 250-foo.edu
    S: 250-PIPELINING
    S: 250 SIZE
    C: MAIL FROM:<chris@bar.com> SIZE=4
    C: RCPT TO:<pat@foo.edu>
    C: RCPT TO:<jones@foo.edu>
    C: RCPT TO:<green@foo.edu>
    C: DATA
    S: 250 OK
    S: 250 OK
    S: 550 No such user here
    S: 250 OK
    S: 354 Start mail input; end with <CRLF>.<CRLF>
    C: Hi
    C: .
    S: 250 OK
    S: 452 <green@foo.edu> is temporarily over quota
    ${goodbye}`;
    const to = ["pat@foo.edu", "jones@foo.edu", "green@foo.edu"];
    const converse = sends({ from: "chris@bar.com", to }, "Hi\r\n");
    expect(await dialogue(transcript, converse, { client: { lmtp: true } })).toMatchObject({
      accepted: ["pat@foo.edu"],
      rejected: [
        { address: "jones@foo.edu", permanent: true },
        { address: "green@foo.edu", permanent: false, reply: { code: 452 } },
      ],
    });
    await dialogueAtEverySplit(transcript, converse, { lmtp: true });
  });

  it("fails where no recipient is left in the end", async () => {
    const transcript = `
    S: 220 foo.edu LMTP server ready
    C: LHLO relay.example
    S: 250 foo.edu
    C: MAIL FROM:<>
    S: 250 OK
    C: RCPT TO:<pat@foo.edu>
    S: 250 OK
    C: DATA
    S: 354 go
    C: Hi
    C: .
    S: 452 over quota
    ${goodbye}`;
    const sent = dialogue(transcript, sends({ from: "", to: "pat@foo.edu" }, "Hi\r\n"), { client: { lmtp: true } });
    await expect(sent).rejects.toMatchObject({
      code: "MESSAGE_REFUSED",
      transient: true,
      rejected: [{ address: "pat@foo.edu" }],
    });
  });
});

describe("what servers call a message", () => {
  it("is in the result", async () => {
    const transcript = `${server("HELP")}
    C: MAIL FROM:<>
    S: 250 ok
    C: RCPT TO:<b@x.example>
    S: 250 ok
    C: DATA
    S: 354 go
    C: hi
    C: .
    S: 250 2.0.0 Ok: queued as 4ZfJ3x1Lrgz9s
    ${goodbye}`;
    const result = await dialogue(transcript, sends({ from: "", to: "b@x.example" }, "hi"));
    expect(result).toMatchObject({ queueId: "4ZfJ3x1Lrgz9s", reply: { enhancedCode: "2.0.0" } });
  });
});
