import { describe, expect, it } from "@jest/globals";
import { InMemoryChecker, Portal } from "@twist/core/cred";
import { playTranscript, playTranscriptAtEverySplit } from "@twist/core/testing";
import { MemoryDelivery } from "../../src/deliveries/memory-delivery.js";
import { deliverTo } from "../../src/deliveries/message-delivery.js";
import type { Envelope } from "../../src/server/envelope.js";
import type { SMTPServerOptions } from "../../src/server/server-options.js";
import { LMTPFactory } from "../../src/server/lmtp-factory.js";
import { SMTPFactory } from "../../src/server/smtp-factory.js";
import type { AnySession } from "../../src/server/smtp-session.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";

const peer = { type: "tcp", family: 4, host: "192.0.2.1", port: 4711 } as const;

function server(options: Partial<SMTPServerOptions> = {}, dialect: "SMTP" | "LMTP" = "SMTP") {
  const delivery = new MemoryDelivery();
  const Maker = dialect === "SMTP" ? SMTPFactory : LMTPFactory;
  const factory = new Maker({ hostname: "foo.com", session: deliverTo(delivery), ...options });
  return { delivery, subject: { server: factory.buildProtocol(peer) } };
}

/** A session that knows these users only. */
function onlyFor(...users: readonly string[]): AnySession {
  return {
    mail: () => undefined,
    rcpt: (recipient) => {
      if (!users.includes(recipient.localPart)) throw SMTPReplyError.of(550, "5.1.1", "No such user here");
    },
    data: () => undefined,
    reset: () => undefined,
    end: () => undefined,
  };
}

const greeting = `
  S: 220 foo.com ESMTP ready
  C: EHLO bar.com
  S: 250-foo.com greets bar.com
  S: 250-PIPELINING
  S: 250-SIZE 26214400
  S: 250-8BITMIME
  S: 250-SMTPUTF8
  S: 250-ENHANCEDSTATUSCODES
  S: 250-CHUNKING
  S: 250 BINARYMIME
`;

describe("the scenarios of RFC 5321 appendix D", () => {
  const typical = `${greeting}
    C: MAIL FROM:<Smith@bar.com>
    S: 250 2.1.0 OK
    C: RCPT TO:<Jones@foo.com>
    S: 250 2.1.5 OK
    C: RCPT TO:<Brown@foo.com>
    S: 250 2.1.5 OK
    C: DATA
    S: 354 End the message with a dot alone on its line
    C: Blah blah blah...
    C: ..etc. etc. etc.
    C: .
    S: 250 2.0.0 Message accepted
    C: QUIT
    S: 221 2.0.0 Goodbye
    S! close
  `;

  it("D.1: takes a message", async () => {
    const { delivery, subject } = server();
    await playTranscript(typical, subject);
    expect(delivery.messages[0]?.content.toString()).toBe("Blah blah blah...\r\n.etc. etc. etc.\r\n");
    expect(String(delivery.messages[0]?.envelope.sender)).toBe("Smith@bar.com");
    expect(delivery.messages[0]?.envelope.recipients.map(({ mailbox }) => String(mailbox))).toEqual([
      "Jones@foo.com",
      "Brown@foo.com",
    ]);
  });

  it("D.1: takes it however the network cuts it", async () => {
    await playTranscriptAtEverySplit(typical, () => server().subject, { maxCuts: 300 });
  });

  it("D.1: refuses one of the recipients", async () => {
    const session = onlyFor("Jones", "Brown");
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: HELO bar.com
      S: 250 foo.com
      C: MAIL FROM:<Smith@bar.com>
      S: 250 2.1.0 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 2.1.5 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 5.1.1 No such user here
      C: RCPT TO:<Brown@foo.com>
      S: 250 2.1.5 OK
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: Blah blah blah...
      C: .
      S: 250 2.0.0 Message accepted
      C: QUIT
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }).subject,
    );
  });

  it("D.2: forgets an aborted transaction", async () => {
    let resets = 0;
    const session = { ...onlyFor("Jones"), reset: () => void (resets += 1) };
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: HELO bar.com
      S: 250 foo.com
      C: MAIL FROM:<Smith@bar.com>
      S: 250 2.1.0 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 2.1.5 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 5.1.1 No such user here
      C: RSET
      S: 250 2.0.0 OK
      C: QUIT
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }).subject,
    );
    expect(resets).toBe(1);
  });

  it("D.3: relays, with a source route that is dropped", async () => {
    const { delivery, subject } = server();
    await playTranscript(
      `${greeting}
      C: MAIL FROM:<JQP@bar.com>
      S: 250 2.1.0 OK
      C: RCPT TO:<@foo.com,@[192.0.2.7]:Jones@XYZ.COM>
      S: 250 2.1.5 OK
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: Received: from bar.com
      C:
      C: .
      S: 250 2.0.0 Message accepted
      `,
      subject,
    );
    expect(String(delivery.messages[0]?.envelope.recipients[0]?.mailbox)).toBe("Jones@XYZ.COM");
  });

  it("D.4: verifies a user, and sends", async () => {
    const session: AnySession = { ...onlyFor("Admin.MRC"), vrfy: () => undefined };
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: HELO bar.com
      S: 250 foo.com
      C: VRFY Crispin
      S: 252 2.1.5 Send some mail, and it will be tried
      C: MAIL FROM:<EAK@bar.com>
      S: 250 2.1.0 OK
      C: RCPT TO:<Admin.MRC@foo.com>
      S: 250 2.1.5 OK
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: .
      S: 250 2.0.0 Message accepted
      C: QUIT
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }).subject,
    );
  });
});

describe("the examples of the extensions", () => {
  it("RFC 2920 §4: answers pipelined commands in their order", async () => {
    const session = onlyFor("ned", "smtp");
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: EHLO dbc.mtview.ca.us
      S: /250-.*/
      S: 250-PIPELINING
      S: 250-SIZE 26214400
      S: 250-8BITMIME
      S: 250-SMTPUTF8
      S: 250-ENHANCEDSTATUSCODES
      S: 250 CHUNKING
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<ned@innosoft.com>
      C: RCPT TO:<dan@innosoft.com>
      C: RCPT TO:<smtp@innosoft.com>
      C: DATA
      S: 250 2.1.0 OK
      S: 250 2.1.5 OK
      S: 550 5.1.1 No such user here
      S: 250 2.1.5 OK
      S: 354 End the message with a dot alone on its line
      C: .
      C: QUIT
      S: 250 2.0.0 Message accepted
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }).subject,
    );
  });

  it("RFC 2920 §4: DATA without a recipient that was accepted is refused, and its commands go on", async () => {
    const session = onlyFor();
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: EHLO dbc.mtview.ca.us
      S: /250-.*/
      S: /250-.*/
      S: /250-.*/
      S: /250-.*/
      S: /250-.*/
      S: /250-.*/
      S: /250 .*/
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<nsb@thumper.bellcore.com>
      C: DATA
      C: RSET
      S: 250 2.1.0 OK
      S: 550 5.1.1 No such user here
      S: 554 5.5.1 There is no valid recipient
      S: 250 2.0.0 OK
      `,
      server({ session: () => session }).subject,
    );
  });

  const binary = `${greeting}
    C: MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME
    C: RCPT TO:<gvaudre@cnri.reston.va.us>
    S: 250 2.1.0 OK
    S: 250 2.1.5 OK
    C: BDAT 6
    C: ab\\n\\0\\
    C: \\r.\\
    C: BDAT 3 LAST
    C: \\n.\\n\\
    S: 250 2.0.0 6 bytes received
    S: 250 2.0.0 Message accepted
    C: QUIT
    S: 221 2.0.0 Goodbye
    S! close
  `;

  it("RFC 3030 §4.2: takes chunks of any bytes", async () => {
    const { delivery, subject } = server();
    await playTranscript(binary, subject);
    expect(delivery.messages[0]?.content.toString("latin1")).toBe("ab\n\0\r.\n.\n");
    await playTranscriptAtEverySplit(binary, () => server().subject, { maxCuts: 300 });
  });

  it("RFC 1870 §6.2: refuses a message that is announced as too big", async () => {
    await playTranscript(
      `${greeting}
      C: MAIL FROM:<ned@thor.innosoft.com> SIZE=500000000
      S: 552 5.3.4 The message is too big
      `,
      server().subject,
    );
  });

  it("RFC 2033 §4.2: answers for each recipient, in the LMTP dialect", async () => {
    const session: AnySession = {
      ...onlyFor("pat", "jones"),
      dataForEach: (message) =>
        message.envelope.recipients.map(({ mailbox }) =>
          mailbox.localPart === "pat" ? undefined : SMTPReplyError.of(452, "4.2.2", "The mailbox is full"),
        ),
    };
    await playTranscript(
      `
      S: 220 foo.com LMTP ready
      C: HELO foo.edu
      S: 500 5.5.1 This server speaks another dialect
      C: LHLO foo.edu
      S: 250-foo.com greets foo.edu
      S: 250-PIPELINING
      S: 250-SIZE 26214400
      S: 250-8BITMIME
      S: 250-SMTPUTF8
      S: 250-ENHANCEDSTATUSCODES
      S: 250 CHUNKING
      C: MAIL FROM:<chris@bar.com>
      S: 250 2.1.0 OK
      C: RCPT TO:<pat@foo.edu>
      S: 250 2.1.5 OK
      C: RCPT TO:<jones@foo.edu>
      S: 250 2.1.5 OK
      C: RCPT TO:<green@foo.edu>
      S: 550 5.1.1 No such user here
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: Blah blah blah...
      C: .
      S: 250 2.0.0 Message accepted
      S: 452 4.2.2 The mailbox is full
      C: QUIT
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }, "LMTP").subject,
    );
  });

  it("RFC 6152 §3: takes a message of eight bits", async () => {
    const { delivery, subject } = server();
    await playTranscript(
      `${greeting}
      C: MAIL FROM:<ned@ymir.claremont.edu> BODY=8BITMIME
      S: 250 2.1.0 OK
      C: RCPT TO:<mrose@dbc.mtview.ca.us>
      S: 250 2.1.5 OK
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: Blåh blåh
      C: .
      S: 250 2.0.0 Message accepted
      `,
      subject,
    );
    expect(delivery.messages[0]?.envelope.parameters.body).toBe("8BITMIME");
    expect(delivery.messages[0]?.content.toString()).toBe("Blåh blåh\r\n");
  });

  it("RFC 3461 §10.1: takes what a sender wants to be told", async () => {
    const asked: Envelope[] = [];
    const session = {
      ...onlyFor("Bob", "Carol", "Ted", "Alice"),
      notificationsRequested: (envelope: Envelope) => void asked.push(envelope),
    };
    await playTranscript(
      `
      S: 220 foo.com ESMTP ready
      C: EHLO Example.ORG
      S: 250-foo.com greets Example.ORG
      S: 250-PIPELINING
      S: 250-SIZE 26214400
      S: 250-8BITMIME
      S: 250-SMTPUTF8
      S: 250-ENHANCEDSTATUSCODES
      S: 250-CHUNKING
      S: 250 DSN
      C: MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159
      S: 250 2.1.0 OK
      C: RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM
      S: 250 2.1.5 OK
      C: RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU
      S: 250 2.1.5 OK
      C: RCPT TO:<Ted@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Ted@Ivory.EDU
      S: 250 2.1.5 OK
      C: DATA
      S: 354 End the message with a dot alone on its line
      C: (message goes here)
      C: .
      S: 250 2.0.0 Message accepted
      C: QUIT
      S: 221 2.0.0 Goodbye
      S! close
      `,
      server({ session: () => session }).subject,
    );
    expect(asked[0]?.parameters).toMatchObject({ ret: "HDRS", envelopeId: "QQ314159" });
    expect(asked[0]?.recipients.map(({ parameters }) => parameters)).toMatchObject([
      { notify: ["SUCCESS"], originalRecipient: { type: "rfc822", address: "Bob@Example.COM" } },
      { notify: ["FAILURE"], originalRecipient: { type: "rfc822", address: "Carol@Ivory.EDU" } },
      { notify: ["SUCCESS", "FAILURE"], originalRecipient: { type: "rfc822", address: "Ted@Ivory.EDU" } },
    ]);
  });

  it("RFC 4954 §4: logs in with an initial response, and with one that is asked for", async () => {
    const portal = new Portal({ requestAvatar: () => ({ avatar: "test" }) }, [new InMemoryChecker({ test: "1234" })]);
    for (const exchange of ["C: AUTH PLAIN AHRlc3QAMTIzNA==", "C: AUTH PLAIN\nS: 334 \nC: AHRlc3QAMTIzNA=="]) {
      await playTranscript(
        `
        S: 220 foo.com ESMTP ready
        C: EHLO client.example.com
        S: 250-foo.com greets client.example.com
        S: 250-PIPELINING
        S: 250-SIZE 26214400
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-ENHANCEDSTATUSCODES
        S: 250-CHUNKING
        S: 250-BINARYMIME
        S: 250 AUTH PLAIN
        ${exchange}
        S: 235 2.7.0 Welcome
        `,
        server({ portal, mechanisms: ["PLAIN"], allowInsecureAuth: true }).subject,
      );
    }
  });

  it("RFC 6531: takes addresses outside ASCII with SMTPUTF8, and refuses them without", async () => {
    const { delivery, subject } = server();
    await playTranscript(
      `${greeting}
      C: MAIL FROM:<jøran@blåbær.example>
      S: 553 5.6.7 An address outside ASCII needs SMTPUTF8
      C: MAIL FROM:<jøran@blåbær.example> SMTPUTF8
      S: 250 2.1.0 OK
      C: RCPT TO:<用户@例子.example>
      S: 250 2.1.5 OK
      C: RSET
      S: 250 2.0.0 OK
      C: MAIL FROM:<a@b.example>
      S: 250 2.1.0 OK
      C: RCPT TO:<用户@例子.example>
      S: 553 5.6.7 An address outside ASCII needs SMTPUTF8
      `,
      subject,
    );
    expect(delivery.messages).toEqual([]);
  });
});
