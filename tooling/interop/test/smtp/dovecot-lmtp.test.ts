import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { MemoryDelivery, deliverTo, sendMail } from "@twist/smtp";
import { describeWith } from "../../src/describe-with.js";
import { startDovecotLMTP } from "../../src/dovecot-lmtp.js";
import { serveMail } from "../../src/mail-server.js";

const envelope = { from: "ada@client.example", to: ["bob@mail.example", "nobody@mail.example", "carol@mail.example"] };
const message = "Subject: hi\r\n\r\n.hello\r\n..\r\n";
const lmtp = { lmtp: true, security: "none-on-loopback" } as const;

/** Dovecot keeps mail with the line ends of UNIX. */
const kept = "Subject: hi\n\n.hello\n..\n";

describeWith(["dovecot", "../lib/dovecot/lmtp"], "our client delivers to Dovecot's LMTP", () => {
  it("a message, with an answer for each recipient, by DATA and by BDAT", async () => {
    await using dovecot = await startDovecotLMTP();
    for (const chunking of [false, true]) {
      const target = { host: "127.0.0.1", port: dovecot.port, ...lmtp };
      const { accepted, rejected } = await sendMail({ ...target, envelope, message, chunking });
      expect(accepted).toEqual(["bob@mail.example", "carol@mail.example"]);
      expect(rejected).toMatchObject([{ address: "nobody@mail.example", permanent: true }]);
    }
    for (const user of ["bob", "carol"]) {
      const mails = dovecot.inbox(user);
      expect(mails).toHaveLength(2);
      for (const mail of mails) expect(mail.endsWith(kept)).toBe(true);
    }
  });

  it("5 MB from a stream, in chunks, over a UNIX socket", async () => {
    await using dovecot = await startDovecotLMTP();
    const line = `${"x".repeat(70)}\r\n`.repeat(1000);
    const pieces = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve("Subject: large\r\n\r\n");
      for (let sent = 0; sent < 5_000_000; sent += line.length) yield line;
    };
    const to = "bob@mail.example";
    await sendMail({
      ...{ endpoint: `unix:${dovecot.socket}`, lmtp: true, chunking: true },
      ...{ envelope: { ...envelope, to }, message: pieces() },
    });
    const [mail = ""] = dovecot.inbox("bob");
    expect(mail.slice(mail.indexOf("Subject: large")).length).toBeGreaterThan(5_000_000 * (71 / 72));
  });

  it("a message over STARTTLS", async () => {
    await using dovecot = await startDovecotLMTP();
    const tls = { ca: readFileSync(dovecot.certificate.cert, "latin1") };
    const target = { host: "localhost", port: dovecot.port, lmtp: true, security: "starttls", tls } as const;
    const { accepted } = await sendMail({ ...target, envelope: { ...envelope, to: "bob@mail.example" }, message });
    expect(accepted).toEqual(["bob@mail.example"]);
    expect(dovecot.inbox("bob")[0]).toMatch(/^\tby .* with LMTPS/m);
  });
});

describeWith(["dovecot", "../lib/dovecot/lmtp"], "Dovecot as a proxy hands mail on to our LMTP", () => {
  it("in chunks (BDAT), for each recipient", async () => {
    const delivery = new MemoryDelivery();
    let dataCommands = 0;
    const dataRequested = (): void => {
      dataCommands++;
    };
    await using mail = await serveMail({
      lmtp: true,
      session: (connection) => Object.assign(deliverTo(delivery)(connection), { dataRequested }),
    });
    await using dovecot = await startDovecotLMTP({ proxyTo: mail.port });
    const target = { host: "127.0.0.1", port: dovecot.port, ...lmtp };
    const { accepted } = await sendMail({ ...target, envelope, message });
    expect(accepted).toEqual(envelope.to);
    expect(dataCommands).toBe(0);
    const [delivered] = delivery.messages;
    expect(delivered?.envelope.recipients.map(({ mailbox }) => mailbox.toString())).toEqual(envelope.to);
    expect(delivered?.content.toString().endsWith(message)).toBe(true);
  });
});
