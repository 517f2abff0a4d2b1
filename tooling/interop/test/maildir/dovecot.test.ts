import { chownSync, chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { MaildirStore, type Mailbox } from "@twist/maildir";
import { describeWith, programPath } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

const isRoot = process.getuid?.() === 0;

/** Where Debian has Dovecot's IMAP process, as seen from /usr/bin. It speaks on its standard input to a user who is logged in. */
const imapProcess = "../lib/dovecot/imap";

/** A Maildir that Dovecot and we both have open. Dovecot refuses to be root, so files are handed over. */
class SharedMaildir implements Disposable {
  readonly folder = new TemporaryFolder();
  readonly store = new MaildirStore(this.folder.file("mail"));

  constructor() {
    chmodSync(this.folder.path, 0o755);
    mkdirSync(this.folder.file("mail"), { mode: 0o755 });
    mkdirSync(this.folder.file("run"));
    const user = isRoot ? "nobody" : String(process.getuid?.());
    const group = isRoot ? "nogroup" : String(process.getgid?.());
    const settings = [
      `base_dir = ${this.folder.file("run")}`,
      `state_dir = ${this.folder.file("run")}`,
      "log_path = /dev/stderr",
      `mail_location = maildir:${this.folder.file("mail/ada")}`,
      `mail_uid = ${user}`,
      `mail_gid = ${group}`,
      "first_valid_uid = 0",
      "first_valid_gid = 0",
      "ssl = no",
      "namespace inbox {\n  inbox = yes\n  separator = /\n}",
    ];
    writeFileSync(this.folder.file("dovecot.conf"), `${settings.join("\n")}\n`);
  }

  /** Gives Dovecot these commands, and all that it answers back. */
  async imap(...commands: string[]): Promise<string> {
    this.#handOver();
    const input = [...commands, "LOGOUT"].map((command, index) => `t${String(index)} ${command}\r\n`).join("");
    // It refuses a socket on its standard input, which is what Node gives it, and takes a pipe.
    const command = `cat | ${String(programPath(imapProcess))} -c ${this.folder.file("dovecot.conf")} | cat`;
    const { stdout, stderr } = await runProgram("sh", ["-c", command], {
      input,
      env: { USER: "ada", HOME: this.folder.path },
    });
    const answer = stdout.toString("latin1");
    if (!answer.includes("OK Logout completed")) throw new Error(`Dovecot: ${answer}\n${stderr}`);
    return answer;
  }

  #handOver(): void {
    if (!isRoot) return;
    const nobody = 65534;
    for (const path of ["mail", "run"]) {
      chownSync(this.folder.file(path), nobody, nobody);
      for (const name of readdirSync(this.folder.file(path), { recursive: true, encoding: "utf8" })) {
        chownSync(this.folder.file(`${path}/${name}`), nobody, nobody);
      }
    }
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

async function textOf(mailbox: Mailbox, uid: number): Promise<string> {
  let text = "";
  for await (const chunk of mailbox.read(uid, { lineEnds: "crlf" })) text += chunk.toString("latin1");
  return text;
}

describeWith([imapProcess], "Dovecot", () => {
  it("reads the messages, flags, keywords, folders and subscriptions that we write", async () => {
    using shared = new SharedMaildir();
    const ada = await shared.store.user("ada");
    await ada.deliverMessage(Buffer.from("Subject: new\r\n\r\none\r\n"), { lineEnds: "crlf" });
    await ada.deliverMessage(Buffer.from("Subject: lf\r\n\r\ntwo\r\n"), { lineEnds: "lf" });
    using inbox = await ada.open("INBOX");
    await inbox.append(Buffer.from("Subject: appended\r\n\r\nthree\r\n"), {
      flags: ["\\Seen", "\\Flagged", "$Label1", "todo"],
      internalDateMs: Date.UTC(2001, 1, 3, 4, 5, 6),
    });
    await ada.create("Work/Größe");
    await ada.subscribe("Work/Größe");
    using work = await ada.open("Work/Größe");
    await inbox.copy([1], work);
    const answer = await shared.imap(
      'LIST "" *',
      'LSUB "" *',
      "SELECT INBOX",
      "FETCH 1:* (FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[TEXT])",
      "STATUS Work/Gr&APYA3w-e (MESSAGES UNSEEN)",
    );
    expect(answer).toContain('* LIST (\\HasNoChildren) "/" Work/Gr&APYA3w-e');
    expect(answer).toContain('* LSUB () "/" Work/Gr&APYA3w-e');
    expect(answer).toContain("* 3 EXISTS");
    expect(answer).toMatch(/\* 1 FETCH \(FLAGS \(\\Recent\) RFC822\.SIZE 21 .*BODY\[TEXT\] \{5\}\r\none\r\n\)/);
    expect(answer).toMatch(/\* 2 FETCH \(FLAGS \(\\Recent\) RFC822\.SIZE 20 .*BODY\[TEXT\] \{5\}\r\ntwo\r\n\)/);
    const flags = /\* 3 FETCH \(FLAGS \(([^)]*)\) RFC822\.SIZE 28 INTERNALDATE "03-Feb-2001 04:05:06 \+0000"/.exec(
      answer,
    )?.[1];
    expect(
      flags
        ?.split(" ")
        .filter((flag) => flag !== "\\Recent")
        .sort(),
    ).toEqual(["$Label1", "\\Flagged", "\\Seen", "todo"]);
    expect(answer).toContain("* STATUS Work/Gr&APYA3w-e (MESSAGES 1 UNSEEN 1)");
  });

  it("writes messages, flags, keywords, folders and subscriptions that we read, and its UIDs stay", async () => {
    using shared = new SharedMaildir();
    const ada = await shared.store.user("ada");
    const text = "Subject: x\r\n\r\nhello\r\n";
    const answer = await shared.imap(
      "CREATE Work/Gr&APYA3w-e",
      "SUBSCRIBE Work/Gr&APYA3w-e",
      `APPEND INBOX (\\Seen kw1 $Forwarded) {${String(text.length)}+}\r\n${text}`,
      `APPEND INBOX () {${String(text.length)}+}\r\n${text}`,
      `APPEND INBOX () {${String(text.length)}+}\r\n${text}`,
      "SELECT INBOX",
      "STORE 1 +FLAGS (\\Deleted)",
      "EXPUNGE",
      "UID STORE 2 +FLAGS (kw2 \\Answered)",
      "STATUS INBOX (UIDVALIDITY UIDNEXT)",
    );
    const [, uidNext, uidValidity] = /UIDNEXT (\d+) UIDVALIDITY (\d+)\)/.exec(answer) ?? [];
    using inbox = await ada.open("INBOX");
    expect(inbox.snapshot()).toMatchObject({
      uidValidity: Number(uidValidity),
      uidNext: Number(uidNext),
      uids: Uint32Array.of(2, 3),
    });
    expect(inbox.message(2)?.flags).toEqual(["\\Answered", "kw2"]);
    expect(await textOf(inbox, 2)).toBe(text);
    expect(await inbox.virtualSize(2)).toBe(text.length);
    expect((await ada.list()).map(({ name }) => name)).toEqual(["INBOX", "Work", "Work/Größe"]);
    expect(await ada.subscriptions()).toEqual(["Work/Größe"]);
  });

  it("and we see each other's changes of flags, keywords, moves and removals", async () => {
    using shared = new SharedMaildir();
    const ada = await shared.store.user("ada");
    for (const text of ["one", "two", "three"]) await ada.deliverMessage(Buffer.from(`Subject: ${text}\r\n\r\n`));
    await ada.create("Archive");
    using inbox = await ada.open("INBOX");
    await shared.imap("SELECT INBOX", "STORE 1 +FLAGS (\\Flagged theirs)", "MOVE 2 Archive");
    await inbox.refresh();
    expect([...inbox.snapshot().uids]).toEqual([1, 3]);
    expect(inbox.message(1)?.flags).toEqual(["\\Flagged", "theirs"]);
    using archive = await ada.open("Archive");
    expect(await textOf(archive, 1)).toContain("Subject: two");
    await inbox.changeFlags([1], { add: ["ours"], remove: ["\\Flagged"] });
    await inbox.remove([3]);
    await archive.move([1], inbox);
    const answer = await shared.imap("SELECT INBOX", "FETCH 1:* (FLAGS)");
    expect(answer).toContain("* 2 EXISTS");
    expect(answer).toMatch(/\* 1 FETCH \(FLAGS \((?=[^)]*theirs)(?=[^)]*ours)[^)]*\)\)/);
    expect(answer).not.toMatch(/\* 1 FETCH .*\\Flagged/);
  });
});
