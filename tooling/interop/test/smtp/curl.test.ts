import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { FunctionChecker, Portal } from "@twist/core/cred";
import { SMTPReplyError } from "@twist/smtp";
import { describeWith } from "../../src/describe-with.js";
import { account, serveMail, type ServedMail } from "../../src/mail-server.js";
import { type ProgramEnd, runProgram } from "../../src/running-program.js";

const message = "Subject: hi\r\n\r\n.hello\r\n";
const envelope = ["--mail-from", "ada@client.example", "--mail-rcpt", "bob@mail.example"];
const login = ["--user", `${account.username}:${account.password}`];

function curl(mail: ServedMail, args: readonly string[], input = message): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--cacert", mail.certificate.cert, ...args], { input });
}

const plainURL = ({ port }: ServedMail): string => `smtp://127.0.0.1:${String(port)}/client.example`;
const tlsURL = ({ tlsPort }: ServedMail): string => `smtps://localhost:${String(tlsPort)}/client.example`;

describeWith(["curl"], "curl sends to us", () => {
  it("a message", async () => {
    await using mail = await serveMail();
    expect(await curl(mail, [plainURL(mail), ...envelope, "-T", "-"])).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages[0]?.content.toString()).toBe(message);
  });

  it.each(["PLAIN", "LOGIN", "CRAM-MD5"])("a message over STARTTLS, logged in with %s", async (mechanism) => {
    await using mail = await serveMail({ authentication: "required", mechanisms: ["PLAIN", "LOGIN", "CRAM-MD5"] });
    const options = ["--ssl-reqd", "--login-options", `AUTH=${mechanism}`, ...login];
    expect(await curl(mail, [plainURL(mail), ...options, ...envelope, "-T", "-"])).toMatchObject({ code: 0 });
    expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
  });

  it.each([[], ["--sasl-ir"]])("a message over TLS, logged in with a token %s", async (...options) => {
    const tokens = new FunctionChecker("bearer-token", ({ token }) => (token === "t0ken" ? "ada" : undefined));
    const portal = new Portal({ requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) }, [tokens]);
    await using mail = await serveMail({ portal, authentication: "required" });
    const args = [tlsURL(mail), "--user", "ada", "--oauth2-bearer", "t0ken", ...options, ...envelope, "-T", "-"];
    expect(await curl(mail, args)).toMatchObject({ code: 0 });
    expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
  });

  it("20 MB unharmed", async () => {
    await using mail = await serveMail();
    const big = `Subject: big\r\n\r\n${randomBytes(15_000_000).toString("base64").replace(/.{76}/g, "$&\r\n.")}\r\n`;
    writeFileSync(mail.folder.file("big"), big);
    expect(await curl(mail, [tlsURL(mail), ...envelope, "-T", mail.folder.file("big")])).toMatchObject({ code: 0 });
    expect(mail.messages[0]?.content.equals(Buffer.from(big))).toBe(true);
  });

  it("a message that is too big, in vain, and before it is sent", async () => {
    await using mail = await serveMail({ limits: { maxMessageBytes: 1000 } });
    writeFileSync(mail.folder.file("big"), "x".repeat(2000));
    const { code, stderr } = await curl(mail, [plainURL(mail), "-v", ...envelope, "-T", mail.folder.file("big")]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("> MAIL FROM:<ada@client.example> SIZE=2000");
    expect(stderr).toContain("< 552 5.3.4 ");
  });

  it("several recipients, of whom one is refused", async () => {
    const refuse = (): never => {
      throw SMTPReplyError.of(550, "5.1.1", "No such user here");
    };
    const to: string[] = [];
    await using mail = await serveMail({
      session: () => ({
        mail: () => undefined,
        rcpt: ({ localPart }) => (localPart === "nobody" ? refuse() : void to.push(localPart)),
        data: () => undefined,
        reset: () => undefined,
        end: () => undefined,
      }),
    });
    const recipients = [
      "--mail-rcpt-allowfails",
      "--mail-rcpt",
      "nobody@mail.example",
      "--mail-rcpt",
      "c@mail.example",
    ];
    expect(await curl(mail, [plainURL(mail), ...envelope, ...recipients, "-T", "-"])).toMatchObject({ code: 0 });
    expect(to).toEqual(["bob", "c"]);
  });

  it("VRFY and HELP", async () => {
    await using mail = await serveMail();
    const vrfy = await curl(mail, [plainURL(mail), "--mail-rcpt", "ada", "-v"]);
    expect(vrfy.stderr).toContain("> VRFY ada");
    expect(vrfy.stderr).toContain("< 252 2.1.5 ");
    const help = await curl(mail, [plainURL(mail), "--request", "HELP"]);
    expect(help.stdout.toString()).toMatch(/^214/m);
  });
});

describeWith(["curl"], "curl as a browser that was led to us", () => {
  it("is sent away at its first line", async () => {
    await using mail = await serveMail();
    const { stdout } = await curl(mail, ["--http0.9", "-d", "RSET", `http://127.0.0.1:${String(mail.port)}/`]);
    expect(stdout.toString()).toMatch(/^220 mail\.example .*\r\n421 4\.7\.0 .*\r\n$/);
  });
});
