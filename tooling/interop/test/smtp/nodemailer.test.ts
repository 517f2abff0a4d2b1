import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createTransport } from "nodemailer";
import { account, serveMail, type ServedMail } from "../../src/mail-server.js";

const auth = { user: account.username, pass: account.password };
const mailOptions = { from: "ada@client.example", to: "bob@mail.example", subject: "hi", text: ".hello\n..\n" };

function tls({ certificate }: ServedMail): { readonly ca: Buffer } {
  return { ca: readFileSync(certificate.cert) };
}

describe("nodemailer sends to us", () => {
  it.each(["PLAIN", "LOGIN", "CRAM-MD5"])("a message over STARTTLS, logged in with %s", async (authMethod) => {
    await using mail = await serveMail({ authentication: "required", mechanisms: ["PLAIN", "LOGIN", "CRAM-MD5"] });
    const transport = createTransport({
      host: "localhost",
      port: mail.port,
      requireTLS: true,
      tls: tls(mail),
      auth,
      authMethod,
    });
    const info = await transport.sendMail(mailOptions);
    transport.close();
    expect(info.accepted).toEqual(["bob@mail.example"]);
    expect(mail.messages[0]?.content.toString()).toMatch(/\r\n\r\n\.hello\r\n\.\.\r\n$/);
    expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
  });

  it("a message over TLS from the first byte", async () => {
    await using mail = await serveMail();
    const transport = createTransport({ host: "localhost", port: mail.tlsPort, secure: true, tls: tls(mail), auth });
    expect((await transport.sendMail(mailOptions)).response).toMatch(/^250 2\.0\.0 /);
    transport.close();
    expect(mail.messages).toHaveLength(1);
  });

  it("is told that a password is wrong", async () => {
    await using mail = await serveMail();
    const wrong = { user: account.username, pass: "wrong" };
    const transport = createTransport({
      host: "localhost",
      port: mail.tlsPort,
      secure: true,
      tls: tls(mail),
      auth: wrong,
    });
    await expect(transport.sendMail(mailOptions)).rejects.toMatchObject({ code: "EAUTH", responseCode: 535 });
    transport.close();
  });

  it("an address and a subject outside ASCII", async () => {
    await using mail = await serveMail();
    const transport = createTransport({ host: "127.0.0.1", port: mail.port, ignoreTLS: true });
    await transport.sendMail({ ...mailOptions, to: "grüße@mail.example" });
    transport.close();
    expect(mail.messages[0]?.envelope.parameters.smtpUTF8).toBe(true);
    expect(mail.messages[0]?.envelope.recipients[0]?.mailbox.toString()).toBe("grüße@mail.example");
    expect(mail.messages[0]?.receivedField).toContain("with UTF8SMTP id");
  });

  it("200 messages through its pool, of which some are large", async () => {
    await using mail = await serveMail();
    const transport = createTransport({
      host: "127.0.0.1",
      port: mail.port,
      ignoreTLS: true,
      pool: true,
      maxConnections: 5,
    });
    const texts = Array.from({ length: 200 }, (_, index) => `${String(index)}\n`.repeat(index % 20 === 0 ? 50_000 : 1));
    await Promise.all(texts.map((text) => transport.sendMail({ ...mailOptions, text })));
    transport.close();
    expect(mail.messages).toHaveLength(200);
  });
});
