import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { MaildirStore } from "@twist/maildir";
import { describeWith } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

describeWith(["mbsync"], "mbsync", () => {
  it("carries mail and flags between our Maildir and another, both ways", async () => {
    using folder = new TemporaryFolder();
    const store = new MaildirStore(folder.file("mail"));
    const ada = await store.user("ada");
    const bob = await store.user("bob");
    await ada.deliverMessage(Buffer.from("Subject: one\r\n\r\none\r\n"));
    await bob.deliverMessage(Buffer.from("Subject: two\n\ntwo\n"));
    writeFileSync(
      folder.file("mbsyncrc"),
      ["ada", "bob"]
        .map((user) => `MaildirStore ${user}\nInbox ${folder.file(`mail/${user}`)}\nSubFolders Maildir++\n\n`)
        .join("") + `Channel c\nFar :ada:\nNear :bob:\nCreate Both\nSyncState ${folder.file("state")}/\n`,
    );
    mkdirSync(folder.file("state"));
    const sync = async (): Promise<void> => {
      const { code, stderr } = await runProgram("mbsync", ["-c", folder.file("mbsyncrc"), "c"]);
      expect([code, stderr]).toEqual([0, expect.anything()]);
    };
    await sync();
    using adas = await ada.open("INBOX");
    using bobs = await bob.open("INBOX");
    expect([adas.count, bobs.count]).toEqual([2, 2]);
    await adas.changeFlags([1], { add: ["\\Seen", "\\Flagged", "$Forwarded"] });
    const uids = [...adas.snapshot().uids];
    await sync();
    await adas.refresh();
    await bobs.refresh();
    expect([...adas.snapshot().uids]).toEqual(uids);
    const flags = [...bobs.messages()].map((message) => message.flags.join(" ")).sort();
    expect(flags.at(-1)).toBe("\\Flagged $Forwarded \\Seen");
  });
});

describeWith(["mutt", "script"], "mutt", () => {
  it("reads our Maildir, and we see what it flagged and removed", async () => {
    using folder = new TemporaryFolder();
    const ada = await new MaildirStore(folder.file("mail")).user("ada");
    for (const text of ["one", "two", "three"]) {
      await ada.deliverMessage(Buffer.from(`From: a@example.org\r\nSubject: ${text}\r\n\r\n${text}\r\n`), {
        lineEnds: "crlf",
      });
    }
    using inbox = await ada.open("INBOX");
    const settings = [
      "set mbox_type=Maildir",
      "set delete=yes",
      "set quit=yes",
      "set sort=mailbox-order",
      "set wait_key=no",
      `set folder=${folder.path}`,
      "set move=no",
    ];
    const keys =
      "<tag-pattern>~s one<enter><tag-prefix><flag-message><untag-pattern>.<enter><delete-pattern>~s two<enter><quit>";
    writeFileSync(folder.file("muttrc"), `${settings.join("\n")}\n`);
    // It wants a terminal, which `script` gives it.
    const mutt = `mutt -F ${folder.file("muttrc")} -f ${folder.file("mail/ada")} -e 'push "${keys}"'`;
    const { code } = await runProgram("script", ["-qec", mutt, "/dev/null"], {
      env: { TERM: "vt100", HOME: folder.path, MAIL: "" },
    });
    expect(code).toBe(0);
    await inbox.refresh();
    expect([...inbox.snapshot().uids]).toEqual([1, 3]);
    expect(inbox.message(1)?.flags).toContain("\\Flagged");
  });
});
