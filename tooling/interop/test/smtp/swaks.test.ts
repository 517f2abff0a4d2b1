import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import type { SMTPServerOptions } from "@twist/smtp";
import { describeWith } from "../../src/describe-with.js";
import { account, serveMail, type ServedMail } from "../../src/mail-server.js";
import { runProgram } from "../../src/running-program.js";

const login = ["--auth-user", account.username, "--auth-password", account.password];

/** Runs swaks against the server, and gives the conversation that it prints. */
async function swaks(
  { port }: Pick<ServedMail, "port">,
  ...args: string[]
): Promise<{ code: number | null; talk: string }> {
  const envelope = ["--helo", "client.example", "--from", "ada@client.example", "--to", "bob@mail.example"];
  const { code, stdout, stderr } = await runProgram("swaks", [
    ...["--server", `127.0.0.1:${String(port)}`],
    ...envelope,
    ...args,
  ]);
  return { code, talk: stdout.toString() + stderr };
}

describeWith(["swaks"], "swaks sends to us", () => {
  it("a message with lines that begin with dots", async () => {
    await using mail = await serveMail();
    const { code } = await swaks(mail, "--header", "Subject: dots", "--body", ".\\n..\\n.end");
    expect(code).toBe(0);
    const [message] = mail.messages;
    expect(String(message?.envelope.sender)).toBe("ada@client.example");
    expect(message?.content.toString()).toMatch(/^Subject: dots\r$[^]*\r\n\r\n\.\r\n\.\.\r\n\.end\r\n/m);
    expect(message?.receivedField).toMatch(
      /^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example with ESMTP id /,
    );
  });

  it("a message to several, with its commands pipelined", async () => {
    await using mail = await serveMail();
    const { code, talk } = await swaks(mail, "--pipeline", "--to", "b@mail.example,c@mail.example,d@mail.example");
    expect(code).toBe(0);
    // Commands in a row, before any answer.
    expect(talk).toMatch(/^ -> MAIL .*\n -> RCPT .*\n -> RCPT .*\n -> RCPT .*\n -> DATA\n/m);
    expect(mail.messages[0]?.envelope.recipients.map(({ mailbox }) => mailbox.toString())).toEqual([
      "b@mail.example",
      "c@mail.example",
      "d@mail.example",
    ]);
  });

  it.each(["PLAIN", "LOGIN", "CRAM-MD5"])("a message over STARTTLS, logged in with %s", async (mechanism) => {
    await using mail = await serveMail({ authentication: "required", mechanisms: ["PLAIN", "LOGIN", "CRAM-MD5"] });
    const { code, talk } = await swaks(mail, "--tls", "--auth", mechanism, ...login);
    expect(talk).toMatch(/^=== TLS started with cipher TLSv1\.[23]/m);
    expect(talk).toMatch(/^<~ {2}235 2\.7\.0 /m);
    expect(code).toBe(0);
    expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
  });

  it("a message over TLS from the first byte", async () => {
    await using mail = await serveMail();
    expect(await swaks({ port: mail.tlsPort }, "--tlsc", "--auth", "PLAIN", ...login)).toMatchObject({ code: 0 });
    expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
  });

  it("a password that is wrong, in vain", async () => {
    await using mail = await serveMail();
    const { code, talk } = await swaks(mail, "--tls", "--auth", "PLAIN", "--auth-user", "ada", "--auth-password", "no");
    expect(talk).toMatch(/^<~\* 535 5\.7\.8 /m);
    expect(code).not.toBe(0);
    expect(mail.messages).toEqual([]);
  });

  it("a password in clear, in vain", async () => {
    await using mail = await serveMail();
    const { code, talk } = await swaks(mail, "--auth", "PLAIN", ...login);
    expect(talk).not.toMatch(/AUTH PLAIN \S/);
    expect(code).not.toBe(0);
  });

  it("a message over LMTP", async () => {
    await using mail = await serveMail({ lmtp: true });
    const { code, talk } = await swaks(mail, "--protocol", "LMTP", "--to", "b@mail.example,c@mail.example");
    expect(talk).toMatch(/^ -> LHLO client\.example$/m);
    expect(code).toBe(0);
    expect(mail.messages[0]?.receivedField).toContain("with LMTP id");
  });

  it("as a proxy, who the client is: believed where we say so, and refused where not", async () => {
    const xclient = ["--xclient", "ADDR=192.0.2.7 NAME=far.example", "--xclient-optional"];
    const believing: Partial<SMTPServerOptions> = { xclient: ["127.0.0.1"] };
    await using mail = await serveMail(believing);
    expect(await swaks(mail, ...xclient)).toMatchObject({ code: 0 });
    expect(mail.messages[0]?.receivedField).toContain("(far.example [192.0.2.7])");
    await using other = await serveMail();
    const { code, talk } = await swaks(other, ...xclient, "--force-xclient");
    expect(talk).not.toContain("-XCLIENT");
    expect(code === 0 ? other.messages[0]?.receivedField : "refused").not.toContain("192.0.2.7");
  });

  it("a message of lines that end in nothing but LF, in vain", async () => {
    await using mail = await serveMail();
    writeFileSync(mail.folder.file("raw"), "Subject: x\r\n\r\none\ntwo\r\n.\r\n");
    // swaks mends line ends and adds the dot, unless it is told not to.
    const { talk } = await swaks(mail, "--no-data-fixup", "--data", `@${mail.folder.file("raw")}`);
    expect(talk).toMatch(/^<\*\* 5\d\d .*/m);
    expect(mail.messages).toEqual([]);
  });
});
