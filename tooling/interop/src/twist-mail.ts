import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryFolder } from "./temporary-folder.js";
import { makeCertificate } from "./test-certificate.js";
import { type RunningTwist, runTwist, startTwist } from "./twist.js";

/** What a `twist mail` of a test is told. */
export interface TwistMailOptions {
  readonly domain: string;
  readonly users: readonly string[];
  /** @default none */
  readonly aliases?: string;
  /** Further words of its command line. */
  readonly args?: readonly string[];
}

/** The password of every user. */
export const password = "s3cret";

const loopback = "interface=127.0.0.1";

/** A mail server of its own process, with its files. It listens for SMTP, submission and LMTP on free ports of loopback. */
export class TwistMail implements AsyncDisposable {
  readonly folder = new TemporaryFolder();
  readonly mails = this.folder.file("mail");
  readonly #options: TwistMailOptions;
  #args: readonly string[] = [];
  #running: RunningTwist | undefined;

  constructor(options: TwistMailOptions) {
    this.#options = options;
  }

  /** Makes its files, and starts it. */
  static async start(options: TwistMailOptions): Promise<TwistMail> {
    const mail = new TwistMail(options);
    try {
      await mail.#prepare();
      await mail.boot();
    } catch (error) {
      await mail[Symbol.asyncDispose]();
      throw error;
    }
    return mail;
  }

  /** Starts it, or starts it again. */
  async boot(): Promise<void> {
    this.#running = await startTwist(this.#args, { ports: 3 });
  }

  /** Ends the process as a power failure would. */
  async kill(): Promise<void> {
    await this.#running?.program.stop("SIGKILL");
  }

  /** Where it listens: `127.0.0.1:PORT`. */
  address(scheme: "smtp" | "submission" | "lmtp"): string {
    return this.#running?.addresses[this.#running.schemes.indexOf(scheme)] ?? "";
  }

  /** As `address`, the port alone. */
  port(scheme: "smtp" | "submission" | "lmtp"): number {
    return Number(this.address(scheme).split(":")[1]);
  }

  /** All mails in a user's INBOX. */
  inbox(user: string): string[] {
    const folder = join(this.mails, user, "new");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  }

  /** What `twist mail queue` prints. */
  async queue(...words: string[]): Promise<string> {
    const { stdout, stderr } = await runTwist(["mail", "queue", ...words, "--maildir", this.mails]);
    return stdout.toString() + stderr;
  }

  async #prepare(): Promise<void> {
    const { domain, users, aliases = "", args = [] } = this.#options;
    const certificate = await makeCertificate(this.folder.path);
    const file = this.folder.file("users");
    for (const user of users) await runTwist(["passwd", file, user], { input: `${password}\n` });
    writeFileSync(this.folder.file("aliases"), aliases);
    this.#args = [
      ...[
        "mail",
        "--domain",
        domain,
        "--maildir",
        this.mails,
        "--users",
        file,
        "--aliases",
        this.folder.file("aliases"),
      ],
      ...["--smtp", `tcp:0:${loopback}`, "--submission", `tcp:0:${loopback}`, "--lmtp", `tcp:0:${loopback}`],
      ...["--tls-key", certificate.key, "--tls-cert", certificate.cert],
      ...args,
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}
