import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { connectWhenReady } from "./connect-when-ready.js";
import { freePort } from "./free-port.js";
import { RunningProgram } from "./running-program.js";
import { TemporaryFolder } from "./temporary-folder.js";
import { makeCertificate, type TestCertificate } from "./test-certificate.js";

/** A Dovecot that runs and takes mail for `bob` and `carol`, at any domain, over LMTP. */
export interface RunningDovecot extends AsyncDisposable {
  readonly port: number;
  /** The UNIX socket where it listens too. */
  readonly socket: string;
  readonly certificate: TestCertificate;
  /** The messages in `user`'s inbox, as Dovecot has written them. */
  inbox(user: string): string[];
}

const nobody = 65_534;

/** Started by root it has users of its own for its processes; started by anybody else it must be told that it has none. */
function identity(): { readonly user: string; readonly group: string; readonly settings: string } {
  if (process.getuid?.() === 0) return { user: String(nobody), group: String(nobody), settings: "" };
  const { username } = userInfo();
  const group = String(process.getgid?.());
  const noChroot = ["anvil", "stats"].map((service) => `service ${service} {\n  chroot =\n}`).join("\n");
  const users = `default_login_user = ${username}\ndefault_internal_user = ${username}\ndefault_internal_group = ${group}`;
  return { user: username, group, settings: `${users}\n${noChroot}` };
}

function users(folder: TemporaryFolder, user: string, group: string): string {
  const file = folder.file("users");
  writeFileSync(file, "bob:{PLAIN}x::::::\ncarol:{PLAIN}x::::::\n");
  const args = `driver = passwd-file\n  args = username_format=%n ${file}`;
  const fields = `default_fields = uid=${user} gid=${group} home=${folder.file("mail")}/%n`;
  return `passdb {\n  ${args}\n}\nuserdb {\n  ${args}\n  ${fields}\n}`;
}

function proxyTo(port: number): string {
  return `lmtp_proxy = yes\npassdb {\n  driver = static\n  args = nopassword=y proxy=y host=127.0.0.1 port=${String(port)}\n}`;
}

/** Starts one. @param options With `proxyTo`, it keeps no mail, but hands all of it on by LMTP, to that port of loopback. */
export async function startDovecotLMTP(options: { readonly proxyTo?: number } = {}): Promise<RunningDovecot> {
  const folder = new TemporaryFolder();
  const certificate = await makeCertificate(folder.path);
  const port = await freePort();
  const { user, group, settings } = identity();
  const mail = folder.file("mail");
  chmodSync(folder.path, 0o755);
  mkdirSync(mail);
  if (settings === "") chownSync(mail, nobody, nobody);
  writeFileSync(
    folder.file("dovecot.conf"),
    `base_dir = ${folder.file("run")}
state_dir = ${folder.file("run")}
log_path = /dev/stderr
protocols = lmtp
mail_location = maildir:${mail}/%n
mail_uid = ${user}
mail_gid = ${group}
first_valid_uid = 1
ssl = yes
ssl_cert = <${certificate.cert}
ssl_key = <${certificate.key}
${settings}
${options.proxyTo === undefined ? users(folder, user, group) : proxyTo(options.proxyTo)}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${String(port)}
  }
  unix_listener lmtp-of-test {
    mode = 0666
  }
}
`,
  );
  const program = new RunningProgram("dovecot", ["-F", "-c", folder.file("dovecot.conf")]);
  const stop = async (): Promise<void> => {
    // It has children, which end with it only where it can end in good order.
    await program.stop("SIGTERM").catch(() => program[Symbol.asyncDispose]());
    folder[Symbol.dispose]();
  };
  try {
    (await connectWhenReady(port)).destroy();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    socket: folder.file("run/lmtp-of-test"),
    certificate,
    inbox: (name) => {
      const files = `${mail}/${name}/new`;
      return readdirSync(files).map((file) => readFileSync(`${files}/${file}`, "latin1"));
    },
    [Symbol.asyncDispose]: stop,
  };
}
