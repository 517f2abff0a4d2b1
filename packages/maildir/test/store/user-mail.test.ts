import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { TemporaryStore, textsOf } from "../temporary-store.js";

describe("UserMail", () => {
  it("makes mailboxes, and lists them with the levels between them", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.create("Work/Größe");
    await ada.create("A");
    await expect(ada.create("a".repeat(300))).rejects.toMatchObject({ code: "INVALID_NAME" });
    await expect(ada.create("A")).rejects.toMatchObject({ code: "MAILBOX_EXISTS" });
    await expect(ada.create("inbox")).rejects.toMatchObject({ code: "MAILBOX_EXISTS" });
    expect(await ada.list()).toEqual([
      { name: "INBOX", exists: true, hasChildren: false },
      { name: "A", exists: true, hasChildren: false },
      { name: "Work", exists: false, hasChildren: true },
      { name: "Work/Größe", exists: true, hasChildren: false },
    ]);
    await expect(ada.open("Work")).rejects.toMatchObject({ code: "NO_SUCH_MAILBOX" });
  });

  it("deletes a mailbox, ends it for those who have it open, and keeps those below it", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.create("A/B");
    await ada.deliverMessage(Buffer.from("x"), { mailbox: "A", create: true });
    using open = await ada.open("A");
    mkdirSync(temporary.path(".A", "courier", "deep"), { recursive: true });
    await ada.delete("A");
    expect(temporary.names().filter((name) => name.startsWith("."))).toEqual([".A.B"]);
    await expect(open.refresh()).rejects.toMatchObject({ code: "MAILBOX_RESET" });
    await expect(ada.deliverMessage(Buffer.from("x"), { mailbox: "A" })).rejects.toMatchObject({
      code: "NO_SUCH_MAILBOX",
    });
    await expect(ada.delete("A")).rejects.toMatchObject({ code: "NO_SUCH_MAILBOX" });
    await expect(ada.delete("INBOX")).rejects.toMatchObject({ code: "MAILBOX_IN_USE" });
  });

  it("renames a mailbox with those below it", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.from("x"), { mailbox: "A/B", create: true });
    await ada.create("AB");
    await ada.rename("A", "C/D");
    expect((await ada.list()).filter(({ exists }) => exists).map(({ name }) => name)).toEqual(["INBOX", "AB", "C/D/B"]);
    using moved = await ada.open("C/D/B");
    expect(moved.count).toBe(1);
    await expect(ada.rename("A", "E")).rejects.toMatchObject({ code: "NO_SUCH_MAILBOX" });
    await expect(ada.rename("C", "AB/x/../y")).rejects.toMatchObject({ code: "INVALID_NAME" });
    await expect(ada.rename("C/D/B", "AB")).rejects.toMatchObject({ code: "MAILBOX_EXISTS" });
    await expect(ada.rename("C", "C/E")).rejects.toMatchObject({ code: "INVALID_NAME" });
  });

  it("renames INBOX by moving its messages", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.from("one"));
    await ada.rename("INBOX", "Old");
    using inbox = await ada.open("INBOX");
    using old = await ada.open("Old");
    expect(inbox.count).toBe(0);
    expect(await textsOf(old)).toEqual(new Map([[1, "one"]]));
  });

  it("keeps subscriptions as Dovecot does, in the format that is there", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    expect(await ada.subscriptions()).toEqual([]);
    await ada.subscribe("Work/Größe");
    await ada.subscribe("A");
    await ada.subscribe("A");
    expect(readFileSync(temporary.path("subscriptions"), "utf8")).toBe("V\t2\n\nWork\tGr&APYA3w-e\nA\n");
    expect(await ada.subscriptions()).toEqual(["Work/Größe", "A"]);
    writeFileSync(temporary.path("subscriptions"), "Work.Gr&APYA3w-e\n&bad\nB\n");
    await ada.unsubscribe("B");
    await ada.subscribe("C/D");
    expect(readFileSync(temporary.path("subscriptions"), "utf8")).toBe("Work.Gr&APYA3w-e\n&bad\nC.D\n");
  });

  it("takes UIDs over from Dovecot, once", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    for (const name of ["1.a.h", "2.b.h", "3.c.h"]) writeFileSync(temporary.path("cur", `${name}:2,S`), name);
    const list = "3 V1234 N8 Gabc\n5 :2.b.h\n6 :gone\n7 W5 P1.2 :1.a.h:2,S\n";
    writeFileSync(temporary.path("dovecot-uidlist"), list);
    {
      using inbox = await ada.open("INBOX");
      expect(inbox.snapshot()).toMatchObject({ uidValidity: 1234, uidNext: 9 });
      expect(await textsOf(inbox)).toEqual(
        new Map([
          [5, "2.b.h"],
          [7, "1.a.h"],
          [8, "3.c.h"],
        ]),
      );
    }
    for (const name of ["twist-index"]) expect(existsSync(temporary.path(name))).toBe(true);
    writeFileSync(temporary.path("twist-index"), "spoilt");
    using inbox = await (await temporary.another().user("ada")).open("INBOX");
    expect(inbox.snapshot().uidValidity).not.toBe(1234);
    expect(inbox.count).toBe(3);
  });
});

describe("MaildirStore", () => {
  it("knows who has mail", async () => {
    using temporary = new TemporaryStore();
    await expect(temporary.store.existingUser("ada")).rejects.toMatchObject({ code: "NO_SUCH_USER" });
    await temporary.ada();
    expect((await temporary.store.existingUser("ada")).name).toBe("ada");
  });

  it.each(["..", "../ada", "a/b", ".", "a\0b", ""])("lets no user be called %j", async (name) => {
    using temporary = new TemporaryStore();
    await expect(temporary.store.user(name)).rejects.toMatchObject({ code: "INVALID_NAME" });
    await expect(temporary.store.existingUser(name)).rejects.toMatchObject({ code: "INVALID_NAME" });
    expect(existsSync(temporary.folder.file("ada"))).toBe(false);
  });

  it("follows no symbolic link in the place of a folder", async () => {
    using temporary = new TemporaryStore();
    using elsewhere = new TemporaryStore();
    await elsewhere.ada();
    symlinkSync(elsewhere.path(), temporary.path());
    await expect(temporary.ada()).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    await expect(temporary.store.existingUser("ada")).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    const bob = await temporary.store.user("bob");
    symlinkSync(elsewhere.path(), temporary.folder.file("bob/.Link"));
    mkdirSync(temporary.folder.file("bob/.Half"));
    for (const name of ["new", "cur", "tmp"])
      symlinkSync(elsewhere.path(name), temporary.folder.file(`bob/.Half/${name}`));
    for (const mailbox of ["Link", "Half"]) {
      await expect(bob.open(mailbox)).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
      await expect(bob.deliverMessage(Buffer.from("x"), { mailbox, create: true })).rejects.toMatchObject({
        code: "NOT_A_FOLDER",
      });
      await expect(bob.create(mailbox)).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    }
    expect((await bob.list()).map(({ name }) => name)).toEqual(["INBOX"]);
    expect(elsewhere.names("new")).toEqual([]);
  });

  it("doesn't read or write through links in the places of its own files", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const victim = temporary.folder.file("victim");
    writeFileSync(victim, "0 secret\n");
    for (const name of ["twist-index", "dovecot-keywords", "subscriptions", "twist-uidvalidity", "dovecot-uidlist"]) {
      symlinkSync(victim, temporary.path(name));
    }
    using inbox = await ada.open("INBOX");
    await inbox.append(Buffer.from("x"), { flags: ["kw"] });
    await ada.subscribe("A");
    expect(inbox.keywords).toEqual(["kw"]);
    expect(readFileSync(victim, "utf8")).toBe("0 secret\n");
  });
});
