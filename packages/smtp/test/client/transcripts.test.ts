import { describe, expect, it } from "@jest/globals";
import type { SMTPClient } from "../../src/client/smtp-client.js";
import { dialogue, dialogueAtEverySplit } from "./dialogue.js";

const blah = "Blah blah blah...\r\n...etc. etc. etc.\r\n";

async function greetAndHello(client: SMTPClient, name: string): Promise<void> {
  await client.greeting;
  await client.hello(name);
}

describe("RFC 5321 appendix D", () => {
  it("holds the typical scenario D.1", async () => {
    const transcript = `
      S: 220 foo.com Simple Mail Transfer Service Ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com> SIZE=38
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 No such user here
      C: RCPT TO:<Brown@foo.com>
      S: 250 OK
      C: DATA
      S: 354 Start mail input; end with <CRLF>.<CRLF>
      C: Blah blah blah...
      C: ....etc. etc. etc.
      C: .
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
      C! close`;
    const converse = async (client: SMTPClient): Promise<unknown> => {
      await greetAndHello(client, "bar.com");
      const to = ["Jones@foo.com", "Green@foo.com", "Brown@foo.com"];
      const result = await client.send({ from: "Smith@bar.com", to }, blah);
      await client.quit();
      return result;
    };
    expect(await dialogue(transcript, converse)).toMatchObject({
      accepted: ["Jones@foo.com", "Brown@foo.com"],
      rejected: [{ address: "Green@foo.com", permanent: true, reply: { code: 550, text: "No such user here" } }],
      reply: { code: 250 },
    });
    await dialogueAtEverySplit(transcript, converse);
  });

  it("holds the aborted scenario D.2, command by command", async () => {
    const transcript = `
      S: 220 foo.com Simple Mail Transfer Service Ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 No such user here
      C: RSET
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "bar.com");
      await client.mail("Smith@bar.com");
      await client.rcpt("Jones@foo.com");
      await expect(client.rcpt("Green@foo.com")).rejects.toMatchObject({ code: "COMMAND_REFUSED", command: "RCPT" });
      await client.rset();
      await client.quit();
    });
  });

  it("holds step 2 of the relayed scenario D.3, with a server that knows no EHLO", async () => {
    const transcript = `
      S: 220 xyz.com Simple Mail Transfer Service Ready
      C: EHLO foo.com
      S: 502 what?
      C: HELO foo.com
      S: 250 xyz.com is on the air
      C: MAIL FROM:<JQP@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@XYZ.COM>
      S: 250 OK
      C: DATA
      S: 354 Start mail input; end with <CRLF>.<CRLF>
      C: Subject:  The Next Meeting of the Board
      C: 
      C: Bill:
      C: .
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "foo.com");
      await client.send(
        { from: "JQP@bar.com", to: "Jones@XYZ.COM" },
        "Subject:  The Next Meeting of the Board\r\n\r\nBill:\r\n",
      );
      await client.quit();
    });
  });

  it("holds the verifying scenario D.4", async () => {
    const transcript = `
      S: 220 foo.com Simple Mail Transfer Service Ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-VRFY
      S: 250 HELP
      C: VRFY Crispin
      S: 250 Mark Crispin <Admin.MRC@foo.com>
      C: MAIL FROM:<EAK@bar.com>
      S: 250 OK
      C: RCPT TO:<Admin.MRC@foo.com>
      S: 250 OK
      C: DATA
      S: 354 Start mail input; end with <CRLF>.<CRLF>
      C: Blah blah blah...
      C: .
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "bar.com");
      expect((await client.vrfy("Crispin")).text).toBe("Mark Crispin <Admin.MRC@foo.com>");
      await client.mail("EAK@bar.com");
      await client.rcpt("Admin.MRC@foo.com");
      const [reply] = await client.data("Blah blah blah...\r\n");
      expect(reply?.code).toBe(250);
      await client.quit();
    });
  });
});

describe("PIPELINING (RFC 2920)", () => {
  const greeting = `
      S: 220 innosoft.com SMTP service ready
      C: EHLO dbc.mtview.ca.us
      S: 250-innosoft.com
      S: 250 PIPELINING`;

  it("holds the RFC's first example, the goodbye together with the dot", async () => {
    const transcript = `${greeting}
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<ned@innosoft.com>
      C: RCPT TO:<dan@innosoft.com>
      C: RCPT TO:<kvc@innosoft.com>
      C: DATA
      S: 250 sender <mrose@dbc.mtview.ca.us> OK
      S: 250 recipient <ned@innosoft.com> OK
      S: 250 recipient <dan@innosoft.com> OK
      S: 250 recipient <kvc@innosoft.com> OK
      S: 354 enter mail, end with line containing only "."
      C: hello
      C: .
      C: QUIT
      S: 250 message sent
      S: 221 goodbye
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "dbc.mtview.ca.us");
      const to = ["ned@innosoft.com", "dan@innosoft.com", "kvc@innosoft.com"];
      const sent = client.send({ from: "mrose@dbc.mtview.ca.us", to }, "hello\r\n");
      await Promise.all([sent, client.quit()]);
      expect((await sent).accepted).toEqual(to);
    });
  });

  it("sends a lone dot where DATA is let through although no recipient was", async () => {
    const transcript = `${greeting}
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<nsb@thumper.bellcore.com>
      C: RCPT TO:<galvin@tis.com>
      C: DATA
      S: 250 sender <mrose@dbc.mtview.ca.us> OK
      S: 550 remote mail to <nsb@thumper.bellcore.com> not allowed
      S: 550 remote mail to <galvin@tis.com> not allowed
      S: 354 enter mail, end with line containing only "."
      C: .
      S: 554 no valid recipients
      C: QUIT
      S: 221 goodbye
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "dbc.mtview.ca.us");
      const to = ["nsb@thumper.bellcore.com", "galvin@tis.com"];
      await expect(client.send({ from: "mrose@dbc.mtview.ca.us", to }, "hello\r\n")).rejects.toMatchObject({
        code: "RECIPIENTS_REFUSED",
        permanent: true,
        rejected: [{ address: to[0] }, { address: to[1] }],
      });
      await client.quit();
    });
  });

  it("resets the mail where DATA is refused because no recipient was taken", async () => {
    const transcript = `${greeting}
      C: MAIL FROM:<mrose@dbc.mtview.ca.us>
      C: RCPT TO:<nsb@thumper.bellcore.com>
      C: DATA
      S: 250 sender <mrose@dbc.mtview.ca.us> OK
      S: 450 4.2.1 busy
      S: 554 no valid recipients given
      C: RSET
      C: QUIT
      S: 250 reset
      S: 221 goodbye
      C! close`;
    await dialogueAtEverySplit(transcript, async (client) => {
      await greetAndHello(client, "dbc.mtview.ca.us");
      const sent = client.send({ from: "mrose@dbc.mtview.ca.us", to: "nsb@thumper.bellcore.com" }, "hello\r\n");
      await expect(sent).rejects.toMatchObject({ code: "RECIPIENTS_REFUSED", transient: true });
      await client.quit();
    });
  });
});
