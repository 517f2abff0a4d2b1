import { expect, it } from "@jest/globals";
import { type Envelope, MemoryDelivery, deliverTo } from "@twist/smtp";
import { describeWith } from "../../src/describe-with.js";
import { account, serveMail, type ServedMail } from "../../src/mail-server.js";
import { type ProgramEnd, runProgram } from "../../src/running-program.js";

/** Runs msmtp, which has no line but what it reads to send; `args` are its options beside who is who. */
function msmtp(mail: ServedMail, port: number, ...args: string[]): Promise<ProgramEnd> {
  const where = ["--file=/dev/null", "--host=localhost", `--port=${String(port)}`, "--domain=client.example"];
  const trust = [`--tls-trust-file=${mail.certificate.cert}`, "--tls-crl-file="];
  return runProgram("msmtp", [...where, ...trust, "--from=ada@client.example", ...args, "--", "bob@mail.example"], {
    input: "From: ada@client.example\nTo: bob@mail.example\nSubject: hi\n\n.hello\n",
  });
}

const login = [`--user=${account.username}`, `--passwordeval=printf '%s' '${account.password}'`];

describeWith(["msmtp"], "msmtp sends to us", () => {
  it.each(["plain", "login", "scram-sha-1", "scram-sha-256"])(
    "a message over STARTTLS, logged in with %s",
    async (mechanism) => {
      await using mail = await serveMail({ authentication: "required" });
      const { code, stderr } = await msmtp(
        mail,
        mail.port,
        "--tls=on",
        "--tls-starttls=on",
        `--auth=${mechanism}`,
        ...login,
      );
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(mail.messages[0]?.content.toString()).toMatch(/\r\n\r\n\.hello\r\n$/);
      expect(mail.messages[0]?.receivedField).toContain("with ESMTPSA id");
    },
  );

  it("a message over TLS from the first byte, with the login that it thinks best", async () => {
    await using mail = await serveMail({ authentication: "required" });
    const args = ["--tls=on", "--tls-starttls=off", "--auth=on", ...login];
    expect(await msmtp(mail, mail.tlsPort, ...args)).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages).toHaveLength(1);
  });

  it("a wish to be told what became of a message, where the application can tell", async () => {
    const delivery = new MemoryDelivery();
    const asked: Envelope[] = [];
    await using mail = await serveMail({
      session: (connection) => {
        const notificationsRequested = (envelope: Envelope): void => void asked.push(envelope);
        return Object.assign(deliverTo(delivery)(connection), { notificationsRequested });
      },
    });
    const args = ["--tls=off", "--dsn-notify=failure,delay", "--dsn-return=hdrs"];
    expect(await msmtp(mail, mail.port, ...args)).toMatchObject({ code: 0, stderr: "" });
    expect(asked[0]?.parameters.ret).toBe("HDRS");
    expect(asked[0]?.recipients[0]?.parameters.notify).toEqual(["FAILURE", "DELAY"]);
  });

  it("a message over LMTP", async () => {
    await using mail = await serveMail({ lmtp: true });
    expect(await msmtp(mail, mail.port, "--protocol=lmtp", "--tls=off")).toMatchObject({ code: 0, stderr: "" });
    expect(mail.messages[0]?.receivedField).toContain("with LMTP id");
  });

  it("asks what we offer", async () => {
    await using mail = await serveMail();
    const where = ["--file=/dev/null", "--host=localhost", `--port=${String(mail.port)}`, "--tls=on"];
    const { stdout } = await runProgram("msmtp", [
      "--serverinfo",
      ...where,
      `--tls-trust-file=${mail.certificate.cert}`,
    ]);
    for (const keyword of ["SIZE 26214400", "PIPELINING", "STARTTLS", "AUTH", "SCRAM-SHA-256"]) {
      expect(stdout.toString()).toContain(keyword);
    }
  });
});
