import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { connectSMTP, sendMail } from "@twist/smtp";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { RunningProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate, type TestCertificate } from "../../src/test-certificate.js";

/** Debian's own Python, which sees Debian's packages. */
const python = "/usr/bin/python3";

/** Prints each message as a line of JSON. */
const script = `
import asyncio, json, ssl, sys
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
            "login": session.authenticated, "content": envelope.original_content.decode("latin1")}), flush=True)
        return "250 Message accepted for delivery"

def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"ada" and data.password == b"s3cret"
    return AuthResult(success=good, handled=False)

async def main(kind, port, cert, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    options = dict(hostname="aiosmtpd.example", enable_SMTPUTF8=True)
    if kind == "starttls":
        options.update(tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True)
    if kind == "tls":
        options.update(authenticator=authenticate, auth_require_tls=False)
    made = LMTP if kind == "lmtp" else SMTP
    server = await asyncio.get_running_loop().create_server(
        lambda: made(Handler(), **options), "127.0.0.1", port, ssl=context if kind == "tls" else None)
    await server.serve_forever()

asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
`;

/** An aiosmtpd that runs. */
interface Aiosmtpd extends AsyncDisposable {
  readonly port: number;
  readonly certificate: TestCertificate;
  /** The next message that it printed. */
  received(): Promise<unknown>;
}

async function startAiosmtpd(kind: "plain" | "starttls" | "tls" | "lmtp"): Promise<Aiosmtpd> {
  const folder = new TemporaryFolder();
  const certificate = await makeCertificate(folder.path);
  const port = await freePort();
  const { cert, key } = certificate;
  const program = new RunningProgram(python, ["-c", script, kind, String(port), cert, key]);
  (await connectWhenReady(port)).destroy();
  return {
    port,
    certificate,
    received: async () => JSON.parse((await program.line(/^\{.*\}$/))[0]) as unknown,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const envelope = { from: "ada@client.example", to: "bob@mail.example" };
const message = "Subject: hi\r\n\r\n.hello\r\n..\r\n";
const auth = { username: "ada", password: "s3cret" };

describeWith(["aiosmtpd"], "our client sends to aiosmtpd", () => {
  it("a message as it is, with its dots", async () => {
    await using server = await startAiosmtpd("plain");
    const to = ["nobody@mail.example", "bob@mail.example"];
    const { accepted, rejected } = await sendMail({
      host: "127.0.0.1",
      port: server.port,
      security: "none-on-loopback",
      envelope: { ...envelope, to },
      message,
    });
    expect(accepted).toEqual(["bob@mail.example"]);
    expect(rejected).toMatchObject([{ address: "nobody@mail.example", permanent: true, reply: { code: 550 } }]);
    expect(await server.received()).toMatchObject({ from: envelope.from, to: accepted, content: message, tls: false });
  });

  it.each([["the one that it likes best"], ["PLAIN"], ["LOGIN"]])(
    "a message over STARTTLS, logged in with %s",
    async (mechanism) => {
      await using server = await startAiosmtpd("starttls");
      const tls = { ca: readFileSync(server.certificate.cert, "latin1") };
      const mechanisms = mechanism.includes(" ") ? {} : { mechanisms: [mechanism] };
      await sendMail({
        ...{ host: "localhost", port: server.port, security: "starttls", tls, auth: { ...auth, ...mechanisms } },
        ...{ envelope, message },
      });
      expect(await server.received()).toMatchObject({ content: message, tls: true, login: true });
    },
  );

  it("a message over TLS from the first byte, with an address outside ASCII", async () => {
    await using server = await startAiosmtpd("tls");
    const tls = { ca: readFileSync(server.certificate.cert, "latin1") };
    const to = "grüße@mail.example";
    await sendMail({
      host: "localhost",
      port: server.port,
      security: "tls",
      tls,
      envelope: { ...envelope, to },
      message,
    });
    expect(await server.received()).toMatchObject({ to: [to], content: message });
  });

  it("a message over LMTP", async () => {
    await using server = await startAiosmtpd("lmtp");
    await sendMail({
      ...{ host: "127.0.0.1", port: server.port, security: "none-on-loopback", lmtp: true },
      ...{ envelope, message },
    });
    expect(await server.received()).toMatchObject({ to: [envelope.to], content: message });
  });

  it("a password that is wrong, and says so", async () => {
    await using server = await startAiosmtpd("starttls");
    const tls = { ca: readFileSync(server.certificate.cert, "latin1") };
    const wrong = { ...auth, password: "wrong" };
    const login = connectSMTP({ host: "localhost", port: server.port, security: "starttls", tls, auth: wrong });
    await expect(login).rejects.toMatchObject({ code: "AUTH_FAILED", permanent: true });
  });

  it("nothing, where it doesn't trust the certificate", async () => {
    await using server = await startAiosmtpd("starttls");
    const sent = sendMail({ host: "localhost", port: server.port, security: "starttls", auth, envelope, message });
    await expect(sent).rejects.toMatchObject({ code: "STARTTLS_FAILED" });
  });
});
